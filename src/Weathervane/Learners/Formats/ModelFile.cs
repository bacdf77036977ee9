using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Weathervane.Learners.Formats;

/// <summary>A model with what is needed to use and judge it, as bytes: numbers and text only, never code.</summary>
/// <remarks>Version 2, little endian: 8 bytes of magic "VANEMODL"; version, int32; length of the header, int32; the header, JSON
/// in UTF-8 as the caller gave it (recipe, scaler, label, hashes, metrics); length of the payload, int32; the payload,
/// the model's kind and numbers; SHA-256 of everything before it, 32 bytes. Equal models and headers give equal bytes. Version 1 is the same
/// but for the header, which could not yet ask that probabilities be put right: a program that knows only version 1 must not serve these.</remarks>
/// <param name="Header">A JSON object.</param>
/// <param name="Model">The model.</param>
public sealed record ModelFile(string Header, Model Model)
{
    /// <summary>The format that this version writes; it reads all versions up to it.</summary>
    public const int Version = 2;

    private const int HeaderOffset = 8 + 4 + 4;
    private const int SmallestFile = HeaderOffset + 4 + SHA256.HashSizeInBytes;

    private static ReadOnlySpan<byte> Magic => "VANEMODL"u8;

    /// <summary>Whether a file's content bears the mark of a model file of any version.</summary>
    public static bool IsOne(ReadOnlySpan<byte> content) => content.StartsWith(Magic);

    /// <summary>The bytes of the file.</summary>
    /// <exception cref="ArgumentException">The header is not a JSON object, or the model is of a kind that files cannot hold.</exception>
    public byte[] ToBytes()
    {
        var header = Encoding.UTF8.GetBytes(Header);
        if (!IsJsonObject(header))
        {
            throw new ArgumentException("The header must be a JSON object.", nameof(Header));
        }

        var writer = new ModelWriter();
        ModelCodec.Write(Model, writer);
        var payload = writer.Written;
        var bytes = new byte[checked(SmallestFile + header.Length + payload.Length)];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(12), header.Length);
        header.CopyTo(bytes, HeaderOffset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(HeaderOffset + header.Length), payload.Length);
        payload.CopyTo(bytes.AsSpan(HeaderOffset + header.Length + 4));
        var signed = bytes.AsSpan(0, bytes.Length - SHA256.HashSizeInBytes);
        SHA256.HashData(signed, bytes.AsSpan(signed.Length));
        return bytes;
    }

    /// <summary>Reads a file that may come from anyone: time and memory are bounded by its length.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="source">Its name, for problems.</param>
    /// <exception cref="InputException">It is no model file, was changed, is of a later version, or holds what no model can be.</exception>
    public static ModelFile Read(ReadOnlyMemory<byte> bytes, string source)
    {
        var span = bytes.Span;
        if (span.Length < SmallestFile || !IsOne(span))
        {
            throw new InputException(source, "is not a Weathervane model file.", "Give a file that 'vane run', 'vane fit' or 'vane models export' has written.");
        }

        var version = BinaryPrimitives.ReadInt32LittleEndian(span[8..]);
        if (version is < 1 or > Version)
        {
            throw new InputException(source, $"has format version {version}, but this program reads up to {Version}.", "Use a newer Weathervane.");
        }

        var signed = span[..^SHA256.HashSizeInBytes];
        if (!SHA256.HashData(signed).AsSpan().SequenceEqual(span[signed.Length..]))
        {
            throw new InputException(source, "was changed or damaged: its SHA-256 does not fit its content.", "Take the file from its source again.");
        }

        return ReadChecked(bytes[..signed.Length], source);
    }

    private static ModelFile ReadChecked(ReadOnlyMemory<byte> bytes, string source)
    {
        var reader = new ModelReader(bytes, source);
        var room = bytes.Length - HeaderOffset - 4;
        var headerLength = BinaryPrimitives.ReadInt32LittleEndian(bytes.Span[12..]);
        if (headerLength < 0 || headerLength > room)
        {
            throw reader.Corrupt($"the length of its header is {headerLength}");
        }

        var header = bytes.Span.Slice(HeaderOffset, headerLength);
        if (!IsJsonObject(header))
        {
            throw reader.Corrupt("its header is not a JSON object");
        }

        var payload = bytes[(HeaderOffset + headerLength)..];
        var payloadLength = BinaryPrimitives.ReadInt32LittleEndian(payload.Span);
        if (payloadLength != payload.Length - 4)
        {
            throw reader.Corrupt($"the length of its payload is {payloadLength}, but {payload.Length - 4} bytes are there");
        }

        var numbers = new ModelReader(payload[4..], source);
        var model = ModelCodec.Read(numbers);
        return numbers.AtEnd ? new ModelFile(Encoding.UTF8.GetString(header), model) : throw numbers.Corrupt("bytes follow the model");
    }

    private static bool IsJsonObject(ReadOnlySpan<byte> utf8)
    {
        try
        {
            // The reader checks the UTF-8 of every text it passes, and stops at 64 levels.
            var reader = new Utf8JsonReader(utf8);
            var first = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                {
                    reader.GetString();
                }
            }

            return first;
        }
        catch (Exception broken) when (broken is JsonException or InvalidOperationException)
        {
            return false;
        }
    }
}
