// One http or https transfer through libcurl, which is loaded when the first transfer asks for it and is not linked:
// loading it with the program costs every start several milliseconds, and few runs download anything.

#ifndef ASSAY_CCURL_H
#define ASSAY_CCURL_H

#include <stddef.h>

// The loaded library; lives as long as the process.
typedef struct curl_library curl_library;
// One transfer; used by one thread at a time.
typedef struct curl_transfer curl_transfer;

// Takes bytes as they arrive and returns how many it took; any other number than `count` ends the transfer.
typedef size_t (*curl_receiver)(const char *bytes, size_t count, void *context);

// How a transfer ended, in the words of this program.
typedef enum curl_ending {
    curl_ending_done = 0,
    curl_ending_refused,
    curl_ending_no_host,
    curl_ending_timeout,
    curl_ending_insecure,
    curl_ending_redirected,
    curl_ending_partial,
    curl_ending_stopped,
    curl_ending_other,
} curl_ending;

// Loads the library from the file of this name, searched as the system does; NULL when that is impossible, with the
// loader's words in `message`. Loading it again is cheap. Safe on any thread.
const curl_library *curl_library_load(const char *name, char *message, size_t capacity);

// A transfer of `url`: follows up to ten redirections within http and https, waits 30 seconds for a connection,
// gives up one that brings less than 1 KiB a second for as long, asks for the bytes as they are stored. NULL when memory is short.
curl_transfer *curl_transfer_create(const curl_library *library, const char *url, const char *agent);
// Runs it to its end on the calling thread; `receiver` is called there.
curl_ending curl_transfer_run(curl_transfer *transfer, curl_receiver receiver, void *context);
// Status of the answer, 0 before there is one. May be asked inside the receiver.
long curl_transfer_status(const curl_transfer *transfer);
// Length the server announced, -1 when it did not. May be asked inside the receiver.
long long curl_transfer_expected_bytes(const curl_transfer *transfer);
// What the library said about the last run; empty when it said nothing. Valid until the transfer is freed.
const char *curl_transfer_message(const curl_transfer *transfer);
void curl_transfer_free(curl_transfer *transfer);

#endif
