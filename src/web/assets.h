/* assets.h - files that travel inside the program; made by embed_text.sh. */
#ifndef XIANJIN_WEB_ASSETS_H
#define XIANJIN_WEB_ASSETS_H

extern const char web_asset_style[], web_asset_icon[];
/* src/web/text/ */
extern const char web_text_about_zh[], web_text_about_en[], web_text_terms_zh[],
	web_text_terms_en[], web_text_dispute_zh[], web_text_dispute_en[],
	web_text_downloads_zh[], web_text_downloads_en[];

#endif
