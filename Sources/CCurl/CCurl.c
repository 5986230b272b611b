#include "CCurl.h"

#include <curl/curl.h>
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The functions in use, with the types the library's own header gives them.
struct curl_library {
    __typeof__(curl_global_init) *global_init;
    __typeof__(curl_easy_init) *easy_init;
    CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
    CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
    __typeof__(curl_easy_perform) *easy_perform;
    __typeof__(curl_easy_strerror) *easy_strerror;
    __typeof__(curl_easy_cleanup) *easy_cleanup;
    __typeof__(curl_slist_append) *slist_append;
    __typeof__(curl_slist_free_all) *slist_free_all;
};

struct curl_transfer {
    const curl_library *library;
    CURL *handle;
    struct curl_slist *headers;
    curl_receiver receiver;
    void *context;
    char message[CURL_ERROR_SIZE];
};

static pthread_mutex_t loading = PTHREAD_MUTEX_INITIALIZER;
static struct curl_library loaded;
static int is_loaded = 0;

// Fills `loaded`; returns what is missing, or NULL.
static const char *find_functions(void *image) {
    struct {
        const char *name;
        void *place;
    } functions[] = {
        {"curl_global_init", &loaded.global_init},   {"curl_easy_init", &loaded.easy_init},
        {"curl_easy_setopt", &loaded.easy_setopt},   {"curl_easy_getinfo", &loaded.easy_getinfo},
        {"curl_easy_perform", &loaded.easy_perform}, {"curl_easy_strerror", &loaded.easy_strerror},
        {"curl_easy_cleanup", &loaded.easy_cleanup}, {"curl_slist_append", &loaded.slist_append},
        {"curl_slist_free_all", &loaded.slist_free_all},
    };
    for (size_t index = 0; index < sizeof functions / sizeof functions[0]; index++) {
        void *address = dlsym(image, functions[index].name);
        if (address == NULL) return functions[index].name;
        memcpy(functions[index].place, &address, sizeof address);
    }
    return NULL;
}

static const curl_library *load_locked(const char *name, char *message, size_t capacity) {
    if (is_loaded) return &loaded;
    void *image = dlopen(name, RTLD_NOW | RTLD_LOCAL);
    if (image == NULL) {
        const char *words = dlerror();
        snprintf(message, capacity, "%s", words == NULL ? name : words);
        return NULL;
    }
    const char *missing = find_functions(image);
    if (missing != NULL || loaded.global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        snprintf(message, capacity, "%s: %s", name, missing == NULL ? "it does not start" : missing);
        dlclose(image);
        return NULL;
    }
    is_loaded = 1;
    return &loaded;
}

const curl_library *curl_library_load(const char *name, char *message, size_t capacity) {
    pthread_mutex_lock(&loading);
    const curl_library *library = load_locked(name, message, capacity);
    pthread_mutex_unlock(&loading);
    return library;
}

static size_t receive(char *bytes, size_t size, size_t count, void *context) {
    curl_transfer *transfer = context;
    return transfer->receiver(bytes, size * count, transfer->context);
}

curl_transfer *curl_transfer_create(const curl_library *library, const char *url, const char *agent) {
    curl_transfer *transfer = calloc(1, sizeof *transfer);
    if (transfer == NULL) return NULL;
    transfer->library = library;
    transfer->handle = library->easy_init();
    transfer->headers = library->slist_append(NULL, "Accept-Encoding: identity");
    if (transfer->handle == NULL || transfer->headers == NULL) {
        curl_transfer_free(transfer);
        return NULL;
    }
    const struct {
        CURLoption option;
        long value;
    } numbers[] = {
        {CURLOPT_NOSIGNAL, 1},        {CURLOPT_FOLLOWLOCATION, 1},   {CURLOPT_MAXREDIRS, 10},
        {CURLOPT_CONNECTTIMEOUT, 30}, {CURLOPT_LOW_SPEED_LIMIT, 1024}, {CURLOPT_LOW_SPEED_TIME, 30},
        {CURLOPT_NOPROGRESS, 1},
    };
    CURLcode code = CURLE_OK;
    for (size_t index = 0; index < sizeof numbers / sizeof numbers[0]; index++) {
        if (code == CURLE_OK)
            code = library->easy_setopt(transfer->handle, numbers[index].option, numbers[index].value);
    }
    const struct {
        CURLoption option;
        const void *value;
    } pointers[] = {
        {CURLOPT_URL, url},
        {CURLOPT_USERAGENT, agent},
        {CURLOPT_PROTOCOLS_STR, "http,https"},
        {CURLOPT_REDIR_PROTOCOLS_STR, "http,https"},
        {CURLOPT_HTTPHEADER, transfer->headers},
        {CURLOPT_WRITEDATA, transfer},
        {CURLOPT_ERRORBUFFER, transfer->message},
    };
    for (size_t index = 0; index < sizeof pointers / sizeof pointers[0]; index++) {
        if (code == CURLE_OK)
            code = library->easy_setopt(transfer->handle, pointers[index].option, pointers[index].value);
    }
    if (code == CURLE_OK) code = library->easy_setopt(transfer->handle, CURLOPT_WRITEFUNCTION, receive);
    if (code != CURLE_OK) {
        curl_transfer_free(transfer);
        return NULL;
    }
    return transfer;
}

static curl_ending ending(CURLcode code) {
    switch (code) {
    case CURLE_OK: return curl_ending_done;
    case CURLE_COULDNT_CONNECT: return curl_ending_refused;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return curl_ending_no_host;
    case CURLE_OPERATION_TIMEDOUT: return curl_ending_timeout;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION: return curl_ending_insecure;
    case CURLE_TOO_MANY_REDIRECTS: return curl_ending_redirected;
    case CURLE_PARTIAL_FILE: return curl_ending_partial;
    case CURLE_WRITE_ERROR: return curl_ending_stopped;
    default: return curl_ending_other;
    }
}

curl_ending curl_transfer_run(curl_transfer *transfer, curl_receiver receiver, void *context) {
    transfer->receiver = receiver;
    transfer->context = context;
    transfer->message[0] = '\0';
    CURLcode code = transfer->library->easy_perform(transfer->handle);
    if (code != CURLE_OK && transfer->message[0] == '\0')
        snprintf(transfer->message, sizeof transfer->message, "%s", transfer->library->easy_strerror(code));
    return ending(code);
}

long curl_transfer_status(const curl_transfer *transfer) {
    long status = 0;
    transfer->library->easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &status);
    return status;
}

long long curl_transfer_expected_bytes(const curl_transfer *transfer) {
    curl_off_t count = -1;
    transfer->library->easy_getinfo(transfer->handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &count);
    return count;
}

const char *curl_transfer_message(const curl_transfer *transfer) { return transfer->message; }

void curl_transfer_free(curl_transfer *transfer) {
    if (transfer == NULL) return;
    if (transfer->handle != NULL) transfer->library->easy_cleanup(transfer->handle);
    transfer->library->slist_free_all(transfer->headers);
    free(transfer);
}
