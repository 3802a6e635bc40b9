extern int image_codec_placeholder;
