using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Weathervane.Server.Operation;

/// <summary>Answers with one JSON object, written in memory first, so that its length is known and a failure can still be told.</summary>
internal static class JsonAnswer
{
    // One piece of the connection's own buffers holds 4 KB; it stops taking more at 64 KB that nobody has read.
    private const int Piece = 64 << 10;

    /// <summary>Sends it.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="type">The content's type.</param>
    /// <param name="write">Writes what is inside the object.</param>
    internal static Task Write(HttpContext http, int status, string type, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        return Send(http, status, type, buffer.WrittenMemory);
    }

    /// <summary>Sends JSON that is written already.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="type">The content's type.</param>
    /// <param name="body">All of it.</param>
    internal static Task Send(HttpContext http, int status, string type, ReadOnlyMemory<byte> body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.ContentLength = body.Length;
        return body.Length <= Piece ? http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask() : InPieces(http, body);
    }

    // Handed over whole, a large answer would be copied whole into the connection's buffers before the first of it is sent.
    private static async Task InPieces(HttpContext http, ReadOnlyMemory<byte> body)
    {
        for (; body.Length > Piece; body = body[Piece..])
        {
            await http.Response.Body.WriteAsync(body[..Piece], http.RequestAborted);
        }

        await http.Response.Body.WriteAsync(body, http.RequestAborted);
    }
}
