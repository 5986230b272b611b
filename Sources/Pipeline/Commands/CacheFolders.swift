import Data
import Foundation
import Machine

/// Where the program keeps what it can make again.
package struct CacheFolders: Sendable {
    /// Prepared data by content.
    package let prepared: String
    /// Files fetched from the network.
    package let downloads: String
    /// Answers of databases and commands.
    package let answers: String
    /// Indexes of folders of results.
    package let indexes: String

    package init(environment: [String: String] = ProcessInfo.processInfo.environment) {
        let data = DataEnvironment(variables: environment)
        downloads = data.downloadFolder
        let root = downloads.parentPath
        prepared = data.cacheFolder ?? root + "/prepared"
        answers = data.answersFolder
        indexes = root + "/indexes"
    }
}
