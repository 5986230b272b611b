import Kernels
import Testing

@Suite struct WindowPoolTests {
    private func geometry(_ rows: Int, _ columns: Int) -> WindowGeometry {
        WindowGeometry(
            height: WindowGeometry.Axis(size: rows, window: 2, stride: 2),
            width: WindowGeometry.Axis(size: columns, window: 2, stride: 2))
    }

    /// Sizes around those of vectors, whole and with a rest, and memory behind the result that must stay as it is.
    @Test(arguments: [1, 2, 3, 7, 8, 9, 15, 16, 17, 33], [1, 2, 5])
    func pairsAreWrittenInPlaceAndNowhereElse(columns: Int, rows: Int) {
        for rest in 0...1 {
            check(Float.self, geometry(2 * rows + rest, 2 * columns + rest))
            check(Double.self, geometry(2 * rows + rest, 2 * columns + rest))
        }
    }

    private func check<Scalar: KernelScalar>(_ type: Scalar.Type, _ geometry: WindowGeometry) {
        var random = PseudoRandom(UInt64(geometry.pixels))
        let pixels = (0..<geometry.pixels).map { _ in Scalar(random.next()) }
        let numbers = (0..<geometry.windows).map { _ in Scalar(random.next()) }
        let (selector, other) = (Buffer(pixels), Buffer(pixels.map { $0 * 3 }))
        let gradient = Buffer(numbers)
        let guardian = Scalar(77)
        let picked = Buffer([Scalar](repeating: guardian, count: geometry.windows + 64))
        let pickedOthers = Buffer([Scalar](repeating: guardian, count: geometry.windows + 64))
        let spread = Buffer([Scalar](repeating: guardian, count: geometry.pixels + 64))
        let source = UnsafePointer(selector.kept(Scalar.self))
        WindowPool.maxPool(geometry, selector: source, values: source, into: picked.typed(Scalar.self))
        WindowPool.maxPool(
            geometry, selector: source, values: UnsafePointer(other.kept(Scalar.self)),
            into: pickedOthers.typed(Scalar.self))
        WindowPool.maxPoolGradient(
            geometry, selector: source, gradient: UnsafePointer(gradient.kept(Scalar.self)),
            into: spread.typed(Scalar.self))
        var largest = [Scalar](repeating: guardian, count: geometry.windows + 64)
        var expected = [Scalar](repeating: guardian, count: geometry.pixels + 64)
        for pixel in 0..<geometry.pixels { expected[pixel] = 0 }
        let width = geometry.width.size
        for window in 0..<geometry.windows {
            let (row, column) = (window / geometry.width.count, window % geometry.width.count)
            let first = 2 * row * width + 2 * column
            var place = first
            for other in [first + 1, first + width, first + width + 1] where pixels[other] > pixels[place] {
                place = other
            }
            largest[window] = pixels[place]
            expected[place] = numbers[window]
        }
        #expect(picked.array(Scalar.self) == largest)
        #expect(
            pickedOthers.array(Scalar.self)
                == largest.enumerated().map { $0.offset < geometry.windows ? $0.element * 3 : guardian })
        #expect(spread.array(Scalar.self) == expected)
    }

    /// The first of equal numbers is taken, and a NaN before any number.
    @Test func tiesAndNaNGoWherePyTorchSendsThem() {
        let selector = Buffer([1, 1, 5, .nan, 1, 1, 9, 2] as [Float])
        let gradient = Buffer([3, 4] as [Float])
        let result = Buffer(.float32, count: 8)
        WindowPool.maxPoolGradient(
            geometry(2, 4), selector: UnsafePointer(selector.kept(Float.self)),
            gradient: UnsafePointer(gradient.kept(Float.self)), into: result.typed(Float.self))
        #expect(result.array(Float.self) == [3, 0, 0, 4, 0, 0, 0, 0])
    }
}
