using Weathervane.Store.Artifacts;

namespace Weathervane.Store.Locations;

/// <summary>Where the content of files is.</summary>
public abstract record ArtifactLocation
{
    private protected ArtifactLocation()
    {
    }

    /// <summary>Reads <c>file:PATH</c>, <c>PATH</c> or <c>s3://bucket/prefix?endpoint=URL&amp;region=NAME</c>.</summary>
    /// <exception cref="InputException">It is none of these.</exception>
    public static ArtifactLocation Parse(string text) => text switch
    {
        "" => throw new InputException("artifacts", "it is blank.", Forms),
        _ when text.StartsWith("s3://", StringComparison.OrdinalIgnoreCase) => BucketLocation.ParseUrl(text),
        _ when text.StartsWith("file:", StringComparison.OrdinalIgnoreCase) => new FolderLocation(Path.GetFullPath(WithoutScheme(text))),
        _ when text.Contains("://", StringComparison.Ordinal) => throw new InputException("artifacts", $"'{text.Split("://")[0]}' is no place for files.", Forms),
        _ => new FolderLocation(Path.GetFullPath(text)),
    };

    internal const string Forms = "Allowed: PATH, file:PATH, s3://bucket/prefix?endpoint=URL&region=NAME.";

    internal abstract IBlobStore Open();

    private static string WithoutScheme(string text) => text.StartsWith("file://", StringComparison.OrdinalIgnoreCase) ? text["file://".Length..] : text["file:".Length..];
}

/// <summary>A folder of this machine; made when it is missing.</summary>
/// <param name="Path">Its full path.</param>
public sealed record FolderLocation(string Path) : ArtifactLocation
{
    /// <inheritdoc/>
    public override string ToString() => "file:" + Path;

    internal override IBlobStore Open() => new BlobFolder(Path);
}
