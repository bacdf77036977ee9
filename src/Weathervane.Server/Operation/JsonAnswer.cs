using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Weathervane.Server.Operation;

/// <summary>Answers with one JSON object, written in memory first, so that its length is known and a failure can still be told.</summary>
internal static class JsonAnswer
{
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

        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        http.Response.ContentLength = buffer.WrittenCount;
        return http.Response.Body.WriteAsync(buffer.WrittenMemory, http.RequestAborted).AsTask();
    }
}
