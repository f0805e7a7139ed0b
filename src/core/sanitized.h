/*
 * sanitized.h - XJ_SANITIZED: this is built with AddressSanitizer, which maps terabytes
 * and looks for leaks at the end.
 */
#ifndef XIANJIN_SANITIZED_H
#define XIANJIN_SANITIZED_H

#if defined(__SANITIZE_ADDRESS__)
#define XJ_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define XJ_SANITIZED 1
#endif
#endif
#ifndef XJ_SANITIZED
#define XJ_SANITIZED 0
#endif

#endif
