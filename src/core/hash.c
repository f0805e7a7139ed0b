/*
 * hash.c - owns the two hashes: SHA-256 of sources, and a fast 64-bit one that
 * is part of the donor key and so must never change.
 */
#include <stdlib.h>

#include "i18n.h"
#include "library_crypto.h"
#include "xianjin/core.h"

/* FNV-1a over bytes, then the finisher of MurmurHash3 so that the low bits are
 * as good as the high ones.  Names are short: simplicity wins. */
uint64_t xj_hash64(const void *p, size_t n)
{
	const unsigned char *s = p;
	uint64_t h = 0xcbf29ce484222325u;

	for (size_t i = 0; i < n; i++) {
		h ^= s[i];
		h *= 0x100000001b3u;
	}
	h ^= h >> 33;
	h *= 0xff51afd7ed558ccdu;
	h ^= h >> 33;
	h *= 0xc4ceb9fe1a85ec53u;
	h ^= h >> 33;
	return h;
}

struct xj_sha256 {
	EVP_MD_CTX *ctx;
};

enum xj_status xj_sha256_new(struct xj_sha256 **out, struct xj_error *err)
{
	struct xj_sha256 *h;
	enum xj_status st;

	*out = NULL;
	st = xj_crypto_load(err);
	if (st)
		return st;
	h = calloc(1, sizeof(*h));
	/* a digest needs no configuration file */
	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
	if (h)
		h->ctx = EVP_MD_CTX_new();
	if (!h || !h->ctx || EVP_DigestInit_ex(h->ctx, EVP_sha256(), NULL) != 1) {
		xj_sha256_free(h);
		return xj_fail(err, XJ_NOMEM, _("not enough memory for SHA-256"));
	}
	*out = h;
	return XJ_OK;
}

enum xj_status xj_sha256_add(struct xj_sha256 *h, const void *p, size_t n)
{
	return EVP_DigestUpdate(h->ctx, p, n) == 1 ? XJ_OK : XJ_INTERNAL;
}

enum xj_status xj_sha256_end(struct xj_sha256 *h, char hex[65])
{
	static const char digit[] = "0123456789abcdef";
	unsigned char sum[EVP_MAX_MD_SIZE];
	unsigned int n = 0;
	int ok = EVP_DigestFinal_ex(h->ctx, sum, &n);

	xj_sha256_free(h);
	hex[0] = '\0';
	if (ok != 1 || n != 32)
		return XJ_INTERNAL;
	for (unsigned i = 0; i < 32; i++) {
		hex[2 * i] = digit[sum[i] >> 4];
		hex[2 * i + 1] = digit[sum[i] & 15];
	}
	hex[64] = '\0';
	return XJ_OK;
}

void xj_sha256_free(struct xj_sha256 *h)
{
	if (!h)
		return;
	EVP_MD_CTX_free(h->ctx);
	free(h);
}
