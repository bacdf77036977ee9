using Weathervane.Store.Locations;
using Weathervane.Store.Tests.Artifacts;

namespace Weathervane.Store.Tests.Contracts;

/// <summary>A folder.</summary>
public sealed class FolderBlobTests() : BlobContract(folder => new FolderLocation(Path.Combine(folder, "blobs")));

/// <summary>A bucket of a server that speaks S3.</summary>
public sealed class BucketBlobTests() : BlobContract(_ => MotoServer.NewBucket("team/a"));
