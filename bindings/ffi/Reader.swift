import CBillfoldFFI

// How the generated code reads what crosses the boundary, in place of UniFFI's: bindings/bindgen puts it there.
//
// A place in a buffer is a tuple, as in UniFFI, because public functions of the generated code take it. The buffer is
// Rust's, and stays until it is read.

func createReader(_ buffer: RustBuffer) -> (data: UnsafeRawBufferPointer, offset: Int) {
    (data: UnsafeRawBufferPointer(start: buffer.data, count: Int(buffer.len)), offset: 0)
}

/// The place from which so many bytes are read, and goes behind them.
@inline(__always)
private func advance(_ reader: inout (data: UnsafeRawBufferPointer, offset: Int), by count: Int) throws -> Int {
    let start = reader.offset
    guard count >= 0, count <= reader.data.count - start else { throw ReaderError.bufferOverflow }
    reader.offset = start + count
    return start
}

/// A number in the order of bytes of networks.
@inline(__always)
func readInt<T: FixedWidthInteger>(_ reader: inout (data: UnsafeRawBufferPointer, offset: Int)) throws -> T {
    let start = try advance(&reader, by: MemoryLayout<T>.size)
    return T(bigEndian: reader.data.loadUnaligned(fromByteOffset: start, as: T.self))
}

func readBytes(_ reader: inout (data: UnsafeRawBufferPointer, offset: Int), count: Int) throws -> [UInt8] {
    let start = try advance(&reader, by: count)
    return [UInt8](reader.data[start..<start + count])
}

/// A text in UTF-8, which in Rust every text is.
func readText(_ reader: inout (data: UnsafeRawBufferPointer, offset: Int), count: Int) throws -> String {
    let start = try advance(&reader, by: count)
    return String(decoding: UnsafeRawBufferPointer(rebasing: reader.data[start..<start + count]), as: UTF8.self)
}

/// Of a buffer that Rust did not write: the library and the package are not of one version.
enum ReaderError: Error {
    case bufferOverflow
}
