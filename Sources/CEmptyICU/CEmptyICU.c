#include "CEmptyICU.h"

#include <stdint.h>

// The layout of ICU's data package: a header, then a table of contents, here with no entry.
struct package {
    uint16_t header_size;
    uint8_t magic[2];
    struct {
        uint16_t size;
        uint16_t reserved;
        uint8_t is_big_endian;
        uint8_t charset_family;
        uint8_t size_of_char;
        uint8_t unused;
        uint8_t data_format[4];
        uint8_t format_version[4];
        uint8_t data_version[4];
    } info;
    char padding[8];
    uint32_t entries;
    uint32_t unused;
};

__attribute__((aligned(16))) const struct package icudt76_dat = {
    .header_size = 32,
    .magic = {0xda, 0x27},
    .info = {.size = 20, .size_of_char = 2, .data_format = {'T', 'o', 'C', 'P'}, .format_version = {1}},
};
