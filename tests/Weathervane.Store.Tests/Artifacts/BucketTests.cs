using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Weathervane.Store.Artifacts;
using Weathervane.Store.Artifacts.S3;
using Weathervane.Store.Locations;
using Weathervane.Store.Tests.Sql;

namespace Weathervane.Store.Tests.Artifacts;

/// <summary>What a place over the network does that a folder need not.</summary>
public sealed class BucketTests
{
    private static readonly string Some = new('a', 64);

    [Fact]
    public void A_bucket_that_is_not_there_is_said_so()
    {
        var blobs = new BlobBucket(MotoServer.Location("no-such-bucket", "", MotoServer.Port));
        var failure = Assert.Throws<IOException>(() => blobs.Open(Some));
        Assert.Contains("s3://no-such-bucket?endpoint=http://127.0.0.1", failure.Message, StringComparison.Ordinal);
        Assert.Contains("there is no such bucket. Make it, or name another with --artifacts", failure.Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => blobs.List().ToList());
    }

    [Fact]
    public void A_server_that_is_not_there_is_said_so()
    {
        var blobs = new BlobBucket(MotoServer.Location("b", "", 1) with { Retries = 0 });
        var failure = Assert.Throws<IOException>(() => blobs.Open(Some));
        Assert.Contains("the store of files cannot be reached (Connection refused", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(403, "access was refused (AccessDenied). Check AWS_ACCESS_KEY_ID")]
    [InlineData(500, "the store failed (InternalError: no)")]
    public void A_refusal_and_a_failure_are_said_so(int status, string said)
    {
        using var server = new HttpListener();
        var port = FreePort.Find();
        server.Prefixes.Add(FormattableString.Invariant($"http://127.0.0.1:{port}/"));
        server.Start();
        _ = Task.Run(() =>
        {
            var context = server.GetContext();
            context.Response.StatusCode = status;
            context.Response.ContentType = "application/xml";
            context.Response.Close(
                System.Text.Encoding.UTF8.GetBytes($"<Error><Code>{(status == 403 ? "AccessDenied" : "InternalError")}</Code><Message>no</Message></Error>"), willBlock: true);
        }, TestContext.Current.CancellationToken);
        var blobs = new BlobBucket(MotoServer.Location("b", "", port) with { Retries = 0 });
        Assert.Contains(said, Assert.Throws<IOException>(() => blobs.Open(Some)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_download_whose_line_breaks_goes_on_where_it_was()
    {
        var location = MotoServer.NewBucket();
        var content = new byte[3_000_000];
        new Random(1).NextBytes(content);
        using var staged = await StagedBlob.WriteAsync(new MemoryStream(content), Path.GetTempPath(), TestContext.Current.CancellationToken);
        await new BlobBucket(location).KeepAsync(staged, TestContext.Current.CancellationToken);

        using var proxy = new CuttingProxy(MotoServer.Port);
        proxy.CutAnswerAfter(1_000_000);
        await using var read = new BlobBucket(MotoServer.Location(location.Bucket, "", proxy.Port)).OpenChecked(staged.Sha256, staged.Size, "it");
        var copy = new MemoryStream();
        await read.CopyToAsync(copy, TestContext.Current.CancellationToken);
        Assert.True(proxy.WasCut);
        Assert.True(content.AsSpan().SequenceEqual(copy.ToArray()));
    }

    [Fact]
    public async Task Content_that_was_changed_in_the_bucket_is_refused()
    {
        var location = MotoServer.NewBucket();
        using var workspace = new TemporaryWorkspace(null, location);
        var stored = workspace.Store.Artifacts.Put("0/a", new MemoryStream([1, 2, 3]));
        using var client = new AmazonS3Client(
            new BasicAWSCredentials("test", "test"), new AmazonS3Config { ServiceURL = location.Endpoint!.ToString(), ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        await client.PutObjectAsync(
            new PutObjectRequest { BucketName = location.Bucket, Key = $"{stored.Sha256[..2]}/{stored.Sha256}", InputStream = new MemoryStream([1, 2, 4]) },
            TestContext.Current.CancellationToken);
        var damaged = Assert.Throws<InvalidDataException>(() => workspace.Store.Artifacts.OpenRead("0/a"));
        Assert.StartsWith($"s3://{location.Bucket}/{stored.Sha256[..2]}/{stored.Sha256}: 0/a is damaged: its SHA-256 is ", damaged.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_that_are_missing_in_the_environment_are_named()
    {
        var wrong = Assert.Throws<InputException>(() => new BlobBucket(new BucketLocation("b", ""), _ => null));
        Assert.Contains("the environment has no AWS_ACCESS_KEY_ID and no AWS_SECRET_ACCESS_KEY.", wrong.Message, StringComparison.Ordinal);
    }
}
