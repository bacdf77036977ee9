namespace Weathervane.Bars.Reading;

/// <summary>Several streams one after the other, read only.</summary>
/// <param name="parts">Read in this order; left open.</param>
internal sealed class ChainedStream(params Stream[] parts) : Stream
{
    private int _part;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        for (; _part < parts.Length; _part++)
        {
            if (parts[_part].Read(buffer) is var read and > 0)
            {
                return read;
            }
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
