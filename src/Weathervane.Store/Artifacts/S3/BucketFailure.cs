using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Weathervane.Store.Locations;

namespace Weathervane.Store.Artifacts.S3;

/// <summary>What S3's failures mean to a person: which bucket, what happened to the file, what to do.</summary>
internal static class BucketFailure
{
    /// <summary>Runs a request; its failure comes in our words. That there is no such object stays as it is.</summary>
    internal static async Task<T> GuardAsync<T>(BucketLocation location, Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (AmazonS3Exception answer) when (From(answer, location) is { } ours)
        {
            throw ours;
        }
        catch (Exception lost) when (lost is AmazonClientException or HttpRequestException or TimeoutException || (lost is AmazonServiceException && lost is not AmazonS3Exception))
        {
            throw Unreachable(location, lost);
        }
    }

    private static IOException? From(AmazonS3Exception answer, BucketLocation location) => answer switch
    {
        { ErrorCode: "NoSuchBucket" } => new IOException($"{location}: there is no such bucket. Make it, or name another with --artifacts or VANE_ARTIFACTS.", answer),
        { StatusCode: HttpStatusCode.NotFound } => null,
        { StatusCode: HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized } => new IOException(
            $"{location}: access was refused ({answer.ErrorCode}). Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and what they may do in this bucket.", answer),
        { ErrorCode: null or "" } or { StatusCode: 0 } => Unreachable(location, answer),
        _ => new IOException($"{location}: the store failed ({answer.ErrorCode}: {answer.Message}). Nothing was stored by this step; run it again.", answer),
    };

    private static IOException Unreachable(BucketLocation location, Exception lost) => new(
        $"{location}: the store of files cannot be reached ({(lost.InnerException ?? lost).Message}). Check that it runs and that the address is right (--artifacts or VANE_ARTIFACTS).",
        lost);
}
