#!/usr/bin/env bash
# Builds the Swift package as apps take it. macOS with Xcode and these Rust targets:
#   rustup target add aarch64-apple-ios aarch64-apple-ios-sim x86_64-apple-ios aarch64-apple-darwin x86_64-apple-darwin
#
#   bindings/swift/build.sh --xcframework    target/swift/CBillfoldFFI.xcframework, its zip, and the zip's checksum
#
# The framework is static and holds the C boundary alone, under a module name of its own, so that it lives beside other
# Rust frameworks in one app. A copy is laid beside Package.swift, which takes it, so that Xcode can build an app for a
# phone from this checkout; bindings/generate removes it once the boundary has changed. A released package has the zip's
# URL and checksum from script/release.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[[ ${1:-} == --xcframework && $# -eq 1 ]] || { sed -n '2,11s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2; exit 2; }
[[ $(uname -s) == Darwin ]] || { echo "build.sh: only macOS with Xcode can build for Apple's systems" >&2; exit 1; }

module=CBillfoldFFI
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -n 1)
out=target/swift
export IPHONEOS_DEPLOYMENT_TARGET=17.0 MACOSX_DEPLOYMENT_TARGET=14.0

bindings/generate

build() { # TARGET: prints where its library is
  cargo build --locked --release --package billfold-ffi --lib --target "$1" >&2
  echo "target/$1/release/libbillfold_ffi.a"
}

framework() { # PLATFORM LIBRARY..: a static framework of one or more architectures
  local directory=$out/$1/$module.framework
  shift
  rm -rf "$directory"
  mkdir -p "$directory/Headers" "$directory/Modules"
  lipo -create "$@" -output "$directory/$module"
  strip -S "$directory/$module"
  cp bindings/swift/Sources/BillfoldFFI/generated/c/*.h "$directory/Headers/"
  sed 's/^module /framework module /' bindings/swift/Sources/BillfoldFFI/generated/c/module.modulemap \
    >"$directory/Modules/module.modulemap"
  cat >"$directory/Info.plist" <<PLIST
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>CFBundleIdentifier</key><string>org.billfold.$module</string>
  <key>CFBundleName</key><string>$module</string>
  <key>CFBundleExecutable</key><string>$module</string>
  <key>CFBundlePackageType</key><string>FMWK</string>
  <key>CFBundleShortVersionString</key><string>$version</string>
  <key>CFBundleVersion</key><string>$version</string>
  <key>MinimumOSVersion</key><string>17.0</string>
</dict>
</plist>
PLIST
}

framework ios "$(build aarch64-apple-ios)"
framework ios-simulator "$(build aarch64-apple-ios-sim)" "$(build x86_64-apple-ios)"
framework macos "$(build aarch64-apple-darwin)" "$(build x86_64-apple-darwin)"

rm -rf "$out/$module.xcframework" "$out/$module.xcframework.zip"
xcodebuild -create-xcframework \
  -framework "$out/ios/$module.framework" \
  -framework "$out/ios-simulator/$module.framework" \
  -framework "$out/macos/$module.framework" \
  -output "$out/$module.xcframework"
rm -rf "bindings/swift/$module.xcframework"
cp -R "$out/$module.xcframework" bindings/swift/
(cd "$out" && zip -qry "$module.xcframework.zip" "$module.xcframework")
swift package compute-checksum "$out/$module.xcframework.zip" >"$out/$module.xcframework.zip.checksum"
echo "$out/$module.xcframework.zip $(cat "$out/$module.xcframework.zip.checksum")"
