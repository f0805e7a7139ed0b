/* assets.h - files that travel inside the program; made by embed_text.sh. */
#ifndef XIANJIN_WEB_ASSETS_H
#define XIANJIN_WEB_ASSETS_H

extern const char web_asset_style[], web_asset_icon[];

#endif
