// What the DSP's operating system brings: left undefined in the skel and found by its loader. Names and
// argument orders are those of the public sources; on a phone none of them has been tried here. The test
// tests/hexagon/skel_test.cc holds the list of these names against the skel.
#pragma once

#include <stdint.h>

extern "C" {
// Memory that the host registered, by its file descriptor.
void* HAP_mmap(void* at, int bytes, int protection, int flags, int descriptor, long offset);
int HAP_munmap(void* at, int bytes);
// Fast memory; nullptr when another session holds it.
void* HAP_request_VTCM(unsigned int bytes, unsigned int single_page);
void* memalign(unsigned int alignment, unsigned int bytes);

int dspqueue_import(uint64_t id, void (*on_packet)(void* queue, int error, void* context),
                    void (*on_error)(void* queue, int error, void* context), void* context, void** queue);
int dspqueue_read_noblock(void* queue, uint32_t* flags, uint32_t most_buffers, uint32_t* buffers, void* list,
                          uint32_t most_bytes, uint32_t* bytes, uint8_t* message);
int dspqueue_write(void* queue, uint32_t flags, uint32_t buffers, const void* list, uint32_t bytes,
                   const uint8_t* message, uint32_t timeout_us);
int dspqueue_close(void* queue);

int qurt_mem_cache_clean(uint32_t address, uint32_t bytes, int operation, int type);
int qurt_futex_wait(void* word, int value);
int qurt_futex_wake(void* word, int count);

int pthread_attr_init(void* attributes);
int pthread_attr_setstacksize(void* attributes, unsigned int bytes);
int pthread_create(unsigned int* thread, const void* attributes, void* (*body)(void*), void* argument);
void abort();
}
