import Kernels
import Spec

/// What layers with windows share: how big they are and how they slide.
///
/// - Fields: stride (at least 1), padding (pixels on each side or `same`, default 0), dilation (pixels from tap to
///   tap, at least 1, default 1)
package struct WindowField: Hashable, Sendable {
    package var window: WindowPair
    package var stride: WindowPair
    package var padding: WindowPadding
    package var dilation: WindowPair

    package init(
        _ window: WindowPair, stride: WindowPair = WindowPair(1),
        padding: WindowPadding = .pixels(WindowPair(0)),
        dilation: WindowPair = WindowPair(1)
    ) {
        self.window = window
        self.stride = stride
        self.padding = padding
        self.dilation = dilation
    }

    /// The windows of an image, or what is wrong with them.
    ///
    /// - Parameter size: rows and columns of the image
    func geometry(_ size: WindowPair) throws -> WindowGeometry {
        guard window.down > 0, window.across > 0, stride.down > 0, stride.across > 0, dilation.down > 0,
            dilation.across > 0
        else {
            throw LayerProblem("needs a kernel_size, stride and dilation of at least 1")
        }
        guard padding != .same || stride == WindowPair(1) else {
            throw LayerProblem(
                "cannot keep the size with a stride", help: "write the padding in pixels instead of 'same'")
        }
        func axis(_ path: KeyPath<WindowPair, Int> & Sendable) -> WindowGeometry.Axis {
            let reach = dilation[keyPath: path] * (window[keyPath: path] - 1) + 1
            let border = padding.border(path, reach: reach)
            return WindowGeometry.Axis(
                size: size[keyPath: path], window: window[keyPath: path], stride: stride[keyPath: path],
                dilation: dilation[keyPath: path], before: border.before, after: border.after)
        }
        let geometry = WindowGeometry(height: axis(\.down), width: axis(\.across))
        guard geometry.isLegal else {
            throw LayerProblem(
                "has windows that reach over \(geometry.height.reach) × \(geometry.width.reach) pixels, more than "
                    + "the image of \(size.down) × \(size.across) with its padding")
        }
        return geometry
    }
}
