using Weathervane.Store.Artifacts;
using Weathervane.Store.Artifacts.S3;

namespace Weathervane.Store.Locations;

/// <summary>A bucket of S3, or of another server that speaks its protocol. Who asks is said by AWS's own environment variables alone.</summary>
/// <param name="Bucket">The bucket's name; it has to be there.</param>
/// <param name="Prefix">What the keys begin with, without '/' at either end; empty for the whole bucket.</param>
public sealed record BucketLocation(string Bucket, string Prefix) : ArtifactLocation
{
    private static readonly string[] Settings = ["endpoint", "region"];

    /// <summary>The server's address; null is AWS's own for the region.</summary>
    public Uri? Endpoint { get; init; }

    /// <summary>The region's name; null is AWS_REGION's, else <c>us-east-1</c>.</summary>
    public string? Region { get; init; }

    /// <summary>How often a request that failed for a passing reason is sent again.</summary>
    public int Retries { get; init => field = Check.InRange(value, 0, 20); } = 3;

    /// <inheritdoc/>
    public override string ToString() =>
        $"s3://{Bucket}{(Prefix.Length == 0 ? "" : "/" + Prefix)}{(Endpoint is null ? "" : "?endpoint=" + Endpoint.GetLeftPart(UriPartial.Path).TrimEnd('/'))}";

    internal static BucketLocation ParseUrl(string text)
    {
        var parts = text["s3://".Length..].Split('?', 2);
        var settings = LocationSettings.Parse("artifacts", parts.ElementAtOrDefault(1) ?? "", Settings);
        var (bucket, prefix) = parts[0].Split('/', 2) is [var name, var rest] ? (name, rest.Trim('/')) : (parts[0], "");
        Uri? endpoint = null;
        if (settings.TryGetValue("endpoint", out var address)
            && !(Uri.TryCreate(address, UriKind.Absolute, out endpoint) && endpoint.Scheme is "http" or "https" && endpoint.UserInfo.Length == 0))
        {
            throw new InputException("artifacts", "the endpoint is no http:// or https:// address without a user.", ArtifactLocation.Forms);
        }

        return bucket.Length > 0
            ? new BucketLocation(bucket, prefix) { Endpoint = endpoint, Region = settings.GetValueOrDefault("region") }
            : throw new InputException("artifacts", "it names no bucket.", ArtifactLocation.Forms);
    }

    internal override IBlobStore Open() => new BlobBucket(this);
}
