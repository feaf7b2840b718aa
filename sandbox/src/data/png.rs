//! A tiny PNG writer for the logo on an insurance card (PNG, third edition; RFC 1950 with stored blocks of RFC 1951).

/// A square image of `size` pixels: a disc of one colour on a ground of another (red, green, blue).
pub(super) fn disc(size: u8, colour: [u8; 3], ground: [u8; 3]) -> Vec<u8> {
    let middle = i32::from(size) - 1;
    let mut rows = Vec::new();
    for y in 0..i32::from(size) {
        rows.push(0); // filter type: none
        for x in 0..i32::from(size) {
            let (dx, dy) = (2 * x - middle, 2 * y - middle);
            let inside = dx * dx + dy * dy <= middle * middle;
            rows.extend(if inside { colour } else { ground });
        }
    }
    let mut header = vec![0, 0, 0, size, 0, 0, 0, size];
    header.extend([8, 2, 0, 0, 0]); // 8 bits a channel, RGB, no interlace
    let mut image = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [(b"IHDR", header), (b"IDAT", zlib_stored(&rows)), (b"IEND", Vec::new())] {
        chunk(&mut image, *kind, &data);
    }
    image
}

fn chunk(image: &mut Vec<u8>, kind: [u8; 4], data: &[u8]) {
    image.extend(u32::try_from(data.len()).unwrap_or(u32::MAX).to_be_bytes());
    let start = image.len();
    image.extend(kind);
    image.extend(data);
    let checksum = crc32(&image[start..]);
    image.extend(checksum.to_be_bytes());
}

fn zlib_stored(data: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = data.chunks(usize::from(u16::MAX)).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend(length.to_le_bytes());
        stream.extend((!length).to_le_bytes());
        stream.extend(block);
    }
    stream.extend(adler32(data).to_be_bytes());
    stream
}

fn adler32(data: &[u8]) -> u32 {
    let (low, high) = data.iter().fold((1_u32, 0_u32), |(low, high), byte| {
        let low = (low + u32::from(*byte)) % 65_521;
        (low, (high + low) % 65_521)
    });
    high << 16 | low
}

fn crc32(data: &[u8]) -> u32 {
    !data.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| (crc >> 1) ^ (0xEDB8_8320 & 0_u32.wrapping_sub(crc & 1)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checksums_are_the_published_ones() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
        assert_eq!(adler32(b"Wikipedia"), 0x11E6_0398);
    }

    #[test]
    fn image_is_a_png() {
        let image = disc(24, [0, 94, 184], [255, 255, 255]);
        assert!(image.starts_with(b"\x89PNG\r\n\x1a\n"));
        assert!(image.ends_with(&[0xAE, 0x42, 0x60, 0x82]));
    }
}
