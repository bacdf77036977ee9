using System.IO.Compression;

namespace Weathervane.Bars.Reading;

/// <summary>The text of a file: inflates gzip, refuses more bytes than agreed, and notices a gzip file that ends too early.</summary>
/// <remarks>The runtime's inflater takes a truncated file for a whole one. So one more gzip member with a mark is chained behind the file:
/// it comes out at the end if, and only if, the file was whole. Files of several members, as <c>cat a.gz b.gz</c> makes them, are read through.</remarks>
internal sealed class TextStream : Stream
{
    private const int BufferBytes = 1 << 16;
    private static readonly byte[] Mark = [0, 0x76, 0x61, 0x6E, 0x65, 0];
    private readonly Stream _text;
    private readonly byte[]? _buffer;
    private readonly string _name;
    private readonly long _bytesMax;
    private int _held;
    private long _bytes;

    /// <summary>Looks at the first bytes to tell gzip from text.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="name">Its name, for messages.</param>
    /// <param name="bytesMax">Most bytes of text.</param>
    internal TextStream(Stream stream, string name, long bytesMax)
    {
        (_name, _bytesMax) = (name, bytesMax);
        var start = new byte[2];
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        var first = new MemoryStream(start, 0, read);
        if (start is [0x1F, 0x8B])
        {
            _buffer = new byte[BufferBytes + Mark.Length];
            _text = new GZipStream(new ChainedStream(first, stream, PackedMark()), CompressionMode.Decompress);
        }
        else
        {
            _text = new ChainedStream(first, stream);
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <exception cref="InvalidDataException">The gzip file is damaged or ends too early.</exception>
    /// <exception cref="InputException">The text is longer than agreed.</exception>
    public override int Read(Span<byte> buffer)
    {
        var read = _buffer is null ? _text.Read(buffer) : ReadInflated(_buffer, buffer);
        _bytes += read;
        return _bytes <= _bytesMax
            ? read
            : throw new InputException(_name, $"holds more than {_bytesMax} bytes of text.", "Split the file, or raise the limit if it is to be trusted.");
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        _text.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Gives what surely is not the mark: all but the last bytes that came out so far.</summary>
    private int ReadInflated(byte[] held, Span<byte> destination)
    {
        while (true)
        {
            var read = _text.Read(held, _held, Math.Min(destination.Length, held.Length - _held));
            if (read == 0)
            {
                return held.AsSpan(0, _held).SequenceEqual(Mark)
                    ? 0
                    : throw new InvalidDataException("The gzip file ends too early.");
            }

            _held += read;
            var sure = Math.Min(_held - Mark.Length, destination.Length);
            if (sure > 0)
            {
                held.AsSpan(0, sure).CopyTo(destination);
                held.AsSpan(sure, _held - sure).CopyTo(held);
                _held -= sure;
                return sure;
            }
        }
    }

    private static MemoryStream PackedMark()
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression, leaveOpen: true))
        {
            gzip.Write(Mark);
        }

        packed.Position = 0;
        return packed;
    }
}
