namespace Weathervane.Store.Artifacts;

/// <summary>Content under its own SHA-256. What is there is whole, or not there.</summary>
internal interface IBlobStore
{
    /// <summary>The folder of this machine in which content waits until its hash is known.</summary>
    string Staging { get; }

    /// <summary>Puts content in its place, also over what is there: that has the same content, or is damaged. Durable when this returns.</summary>
    /// <exception cref="IOException">The disk is full or failed, or the store cannot be reached.</exception>
    Task KeepAsync(StagedBlob blob, CancellationToken cancel);

    /// <summary>The content, not yet checked; null where there is none.</summary>
    Stream? Open(string sha256);

    /// <summary>Whether content is in its place.</summary>
    bool Has(string sha256);

    /// <summary>Where content is or should be, for messages.</summary>
    string NameOf(string sha256);

    /// <summary>All that is there, in no order.</summary>
    IEnumerable<StoredBlob> List();

    /// <summary>Removes content for good; what is not there is not missed.</summary>
    void Delete(IReadOnlyCollection<string> sha256);
}

/// <summary>Content that is there, by its name.</summary>
/// <param name="Sha256">The hash under which it was stored.</param>
/// <param name="Size">In bytes, as it is now.</param>
/// <param name="Stored">When it was put there.</param>
internal sealed record StoredBlob(string Sha256, long Size, DateTimeOffset Stored);
