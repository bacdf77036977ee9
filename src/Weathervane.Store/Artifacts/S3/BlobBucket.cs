using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using Weathervane.Store.Locations;

namespace Weathervane.Store.Artifacts.S3;

/// <summary>Content in a bucket: <c>prefix/3f/3f2a...</c>.</summary>
/// <remarks>Content waits in a temporary file of this machine until its hash, and so its key, is known; then parts of it are sent, and sent again where
/// that failed, in memory that does not grow with it.</remarks>
internal sealed class BlobBucket : IBlobStore
{
    private const int PartBytes = 16 << 20, MostDeleted = 1000, HashLength = 64;
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(60);
    private static readonly string[] Required = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"];
    private readonly BucketLocation _location;
    private readonly AmazonS3Client _client;

    /// <summary>Opens a bucket; nothing is sent yet.</summary>
    /// <param name="location">Which.</param>
    /// <param name="environment">Reads a variable; null is this process's environment.</param>
    /// <exception cref="InputException">The environment holds no keys.</exception>
    internal BlobBucket(BucketLocation location, Func<string, string?>? environment = null) =>
        (_location, _client) = (location, new AmazonS3Client(Credentials(environment ?? Environment.GetEnvironmentVariable), Configuration(location)));

    /// <inheritdoc/>
    public string Staging => Path.GetTempPath();

    /// <inheritdoc/>
    public Task KeepAsync(StagedBlob blob, CancellationToken cancel) => BucketFailure.GuardAsync(_location, async () =>
    {
        using var transfer = new TransferUtility(_client, new TransferUtilityConfig { ConcurrentServiceRequests = 2, MinSizeBeforePartUpload = PartBytes });
        await transfer.UploadAsync(
            new TransferUtilityUploadRequest
            {
                BucketName = _location.Bucket,
                Key = KeyOf(blob.Sha256),
                FilePath = blob.Path,
                PartSize = PartBytes,
                ContentType = "application/octet-stream",
            },
            cancel);
        return 0;
    });

    /// <inheritdoc/>
    public Stream? Open(string sha256)
    {
        try
        {
            return new BucketStream(position => Get(sha256, position));
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound && missing.ErrorCode != "NoSuchBucket")
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public bool Has(string sha256)
    {
        try
        {
            Wait(() => _client.GetObjectMetadataAsync(_location.Bucket, KeyOf(sha256)));
            return true;
        }
        catch (AmazonS3Exception missing) when (missing.StatusCode == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public string NameOf(string sha256) => $"s3://{_location.Bucket}/{KeyOf(sha256)}";

    /// <inheritdoc/>
    public IEnumerable<StoredBlob> List()
    {
        var request = new ListObjectsV2Request { BucketName = _location.Bucket, Prefix = _location.Prefix.Length == 0 ? null : _location.Prefix + "/" };
        do
        {
            var page = Wait(() => _client.ListObjectsV2Async(request));
            foreach (var item in page.S3Objects ?? [])
            {
                if (item.Key.Split('/')[^1] is { Length: HashLength } sha256)
                {
                    yield return new StoredBlob(sha256, item.Size ?? 0, item.LastModified?.ToUniversalTime() ?? DateTime.MinValue);
                }
            }

            request.ContinuationToken = page.NextContinuationToken;
        }
        while (request.ContinuationToken is not null);
    }

    /// <inheritdoc/>
    public void Delete(IReadOnlyCollection<string> sha256)
    {
        foreach (var chunk in sha256.Chunk(MostDeleted))
        {
            Wait(() => _client.DeleteObjectsAsync(new DeleteObjectsRequest
            {
                BucketName = _location.Bucket,
                Objects = [.. chunk.Select(s => new KeyVersion { Key = KeyOf(s) })],
            }));
        }
    }

    private GetObjectResponse Get(string sha256, long position) => Wait(() => _client.GetObjectAsync(new GetObjectRequest
    {
        BucketName = _location.Bucket,
        Key = KeyOf(sha256),
        ByteRange = position == 0 ? null : new ByteRange($"bytes={position}-"),
    }));

    private string KeyOf(string sha256) => $"{(_location.Prefix.Length == 0 ? "" : _location.Prefix + "/")}{sha256[..2]}/{sha256}";

    private T Wait<T>(Func<Task<T>> request) => BucketFailure.GuardAsync(_location, request).GetAwaiter().GetResult();

    private static AWSCredentials Credentials(Func<string, string?> environment)
    {
        var missing = Required.Where(v => string.IsNullOrEmpty(environment(v))).ToList();
        return missing.Count == 0
            ? environment("AWS_SESSION_TOKEN") is { Length: > 0 } token
                ? new SessionAWSCredentials(environment(Required[0]), environment(Required[1]), token)
                : new BasicAWSCredentials(environment(Required[0]), environment(Required[1]))
            : throw new InputException("artifacts", $"the environment has no {string.Join(" and no ", missing)}.", "An S3 store takes its keys from there alone.");
    }

    private static AmazonS3Config Configuration(BucketLocation location)
    {
        var region = location.Region ?? Environment.GetEnvironmentVariable("AWS_REGION") ?? "us-east-1";
        var configuration = new AmazonS3Config
        {
            AuthenticationRegion = region,
            Timeout = RequestTimeout,
            MaxErrorRetry = location.Retries,
            RetryMode = RequestRetryMode.Standard,
            // Servers other than AWS's know no such checksums; the content's own hash is compared on every read.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (location.Endpoint is { } endpoint)
        {
            (configuration.ServiceURL, configuration.ForcePathStyle) = (endpoint.ToString(), true);
        }
        else
        {
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        return configuration;
    }
}
