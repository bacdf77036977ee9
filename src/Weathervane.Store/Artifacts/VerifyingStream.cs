using System.Security.Cryptography;

namespace Weathervane.Store.Artifacts;

/// <summary>Content that is compared with its hash while it is read.</summary>
/// <remarks>The last bytes are handed out only once all of them are known to be right, so whoever copies the whole stream has the content that was
/// stored, or an error. Reading a part proves nothing. <see cref="Length"/> is known; seeking is not possible.</remarks>
internal sealed class VerifyingStream(Stream content, string sha256, long size, Func<string, Exception> damaged) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => size;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var read = content.Read(buffer);
        Check(buffer[..read], buffer.Length > 0);
        return read;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await content.ReadAsync(buffer, cancellationToken);
        Check(buffer.Span[..read], buffer.Length > 0);
        return read;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override void Flush() => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content.Dispose();
            _hash.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Check(ReadOnlySpan<byte> read, bool asked)
    {
        _hash.AppendData(read);
        _position += read.Length;
        // At the size that was recorded, or where the content ends before it.
        if (_position < size && (read.Length > 0 || !asked))
        {
            return;
        }

        var found = Convert.ToHexStringLower(_hash.GetCurrentHash());
        if (found != sha256)
        {
            throw damaged(found);
        }
    }
}
