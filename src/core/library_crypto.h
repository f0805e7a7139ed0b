/*
 * library_crypto.h - what we use of OpenSSL's libcrypto: SHA-256.
 */
#ifndef XIANJIN_LIBRARY_CRYPTO_H
#define XIANJIN_LIBRARY_CRYPTO_H

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "src/core/library.h"

#define XJ_CRYPTO(F) \
	F(EVP_DigestFinal_ex) F(EVP_DigestInit_ex) F(EVP_DigestUpdate) \
	F(EVP_MD_CTX_free) F(EVP_MD_CTX_new) F(EVP_sha256) \
	F(OPENSSL_init_crypto) F(OpenSSL_version)

XJ_LIBRARY(xj_crypto, XJ_CRYPTO);

#define EVP_DigestFinal_ex xj_crypto.EVP_DigestFinal_ex
#define EVP_DigestInit_ex xj_crypto.EVP_DigestInit_ex
#define EVP_DigestUpdate xj_crypto.EVP_DigestUpdate
#define EVP_MD_CTX_free xj_crypto.EVP_MD_CTX_free
#define EVP_MD_CTX_new xj_crypto.EVP_MD_CTX_new
#define EVP_sha256 xj_crypto.EVP_sha256
#define OPENSSL_init_crypto xj_crypto.OPENSSL_init_crypto
#define OpenSSL_version xj_crypto.OpenSSL_version

#endif
