namespace Weathervane.Client;

/// <summary>A stored file.</summary>
/// <param name="Name">Its path below its run or model version, with '/': <c>report.html</c>, <c>plots/roc.svg</c>.</param>
/// <param name="Sha256">The content's hash, 64 lower-case hex digits.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Created">When this content was stored under this name.</param>
public sealed record StoredFile(string Name, string Sha256, long Size, DateTimeOffset Created);
