using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Weathervane.Learners.Formats.Parts;

/// <summary>JSON for other programs' readers.</summary>
internal static class JsonOutput
{
    /// <summary>Only what JSON demands is escaped: XGBoost reads <c>\u002B</c>, the default writer's plus sign, as something else.</summary>
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The bytes of what is written.</summary>
    internal static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }
}
