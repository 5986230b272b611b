/// Windows that slide over the rows and columns of images.
///
///     pixel of tap k in window o, along one axis:  o · stride + k · dilation - before
///
/// A pixel outside the image does not exist: it counts as 0 in sums and is passed over in a search.
package struct WindowGeometry: Hashable, Sendable {
    /// One axis of the image.
    package struct Axis: Hashable, Sendable {
        /// Pixels of the image.
        package var size: Int
        /// Taps of a window.
        package var window: Int
        package var stride: Int
        /// Pixels from tap to tap.
        package var dilation: Int
        /// Imagined pixels before and after the image.
        package var before: Int
        package var after: Int

        package init(
            size: Int, window: Int, stride: Int = 1, dilation: Int = 1, before: Int = 0, after: Int = 0
        ) {
            self.size = size
            self.window = window
            self.stride = stride
            self.dilation = dilation
            self.before = before
            self.after = after
        }

        /// Pixels from a window's first to its last tap, both included.
        package var reach: Int { dilation * (window - 1) + 1 }

        /// Windows that fit: the output's size; 0 or less when not even one does.
        package var count: Int {
            let room = size + before + after - reach
            return room < 0 ? 0 : room / stride + 1
        }

        /// Whether the numbers make sense.
        package var isLegal: Bool {
            size > 0 && window > 0 && stride > 0 && dilation > 0 && before >= 0 && after >= 0 && count > 0
        }
    }

    package var height: Axis
    package var width: Axis

    package init(height: Axis, width: Axis) {
        self.height = height
        self.width = width
    }

    package var isLegal: Bool { height.isLegal && width.isLegal }
    package var pixels: Int { height.size * width.size }
    package var windows: Int { height.count * width.count }
    package var taps: Int { height.window * width.window }
}

/// A convolution (strictly: a correlation) of images [inputs, height, width] with filters
/// [outputs, inputs / groups, window height, window width].
package struct ConvolutionShape: Hashable, Sendable {
    package var geometry: WindowGeometry
    /// Channels of the image and of the result.
    package var inputs: Int
    package var outputs: Int
    /// Channels are cut into so many groups that do not see each other.
    package var groups: Int

    package init(geometry: WindowGeometry, inputs: Int, outputs: Int, groups: Int = 1) {
        self.geometry = geometry
        self.inputs = inputs
        self.outputs = outputs
        self.groups = groups
    }

    package var isLegal: Bool {
        geometry.isLegal && inputs > 0 && outputs > 0 && groups > 0 && inputs % groups == 0
            && outputs % groups == 0
    }

    /// Numbers of one image, of one result and of all filters.
    package var imageCount: Int { inputs * geometry.pixels }
    package var resultCount: Int { outputs * geometry.windows }
    package var filterCount: Int { outputs * groupTaps }
    /// Terms of one element of the result.
    package var groupTaps: Int { inputs / groups * geometry.taps }
    /// Floating-point operations for one image.
    package var flops: Int { 2 * resultCount * groupTaps }
}
