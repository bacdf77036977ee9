namespace Weathervane.Store.Artifacts;

/// <summary>A file or a folder that lies directly in another.</summary>
/// <param name="Name">Its last part: <c>report.html</c>.</param>
/// <param name="IsFolder">A folder is there as long as a file lies in it.</param>
/// <param name="Size">In bytes; 0 of a folder.</param>
public sealed record ArtifactEntry(string Name, bool IsFolder, long Size);
