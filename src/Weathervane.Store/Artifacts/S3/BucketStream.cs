using Amazon.S3.Model;

namespace Weathervane.Store.Artifacts.S3;

/// <summary>Content that arrives over the network: where the line breaks it is asked for the rest.</summary>
internal sealed class BucketStream : Stream
{
    private const int MostBreaks = 5;
    private readonly Func<long, GetObjectResponse> _get;
    private GetObjectResponse _response;
    private long _position;
    private int _breaks;

    /// <summary>Sends the first request.</summary>
    /// <param name="get">From a position to the end.</param>
    internal BucketStream(Func<long, GetObjectResponse> get) => (_get, _response) = (get, get(0));

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (true)
        {
            try
            {
                return Advance(_response.ResponseStream.Read(buffer, offset, count));
            }
            catch (IOException) when (_breaks++ < MostBreaks)
            {
                Again();
            }
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                return Advance(await _response.ResponseStream.ReadAsync(buffer, cancellationToken));
            }
            catch (IOException) when (_breaks++ < MostBreaks)
            {
                Again();
            }
        }
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
            _response.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Advance(int read)
    {
        _position += read;
        return read;
    }

    private void Again()
    {
        _response.Dispose();
        _response = _get(_position);
    }
}
