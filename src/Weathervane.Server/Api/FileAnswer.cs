using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Headers;
using Microsoft.Net.Http.Headers;
using Weathervane.Store.Artifacts;

namespace Weathervane.Server.Api;

/// <summary>Sends a stored file as an attachment: whole, a part of it, or only what is known of it.</summary>
/// <remarks>Its ETag is the SHA-256 of its content, so what a caller has already (<c>If-None-Match</c>) is not sent again, and a download that was broken off goes on
/// with the rest of the same content (<c>Range</c>, <c>If-Range</c>). Of a part all the content is read and compared with its hash before the last bytes are handed out.</remarks>
internal static class FileAnswer
{
    private const int Piece = 128 << 10;

    /// <param name="http">The request.</param>
    /// <param name="file">The file.</param>
    /// <param name="open">Opens its content.</param>
    /// <param name="type">Its Content-Type.</param>
    internal static async Task Send(HttpContext http, Artifact file, Func<Artifact, Stream> open, string type = "application/octet-stream")
    {
        var (asked, tag) = (http.Request.GetTypedHeaders(), new EntityTagHeaderValue($"\"{file.Sha256}\""));
        var isKnown = asked.IfNoneMatch.Any(t => t.Equals(EntityTagHeaderValue.Any) || t.Compare(tag, useStrongComparison: false));
        var (from, to) = PartOf(http, asked, tag, file.Size);
        var sends = !isKnown && HttpMethods.IsGet(http.Request.Method) && from < file.Size;
        // First of all: what is missing or damaged is told as such, and not as this file.
        await using var content = sends ? open(file) : Stream.Null;
        var (headers, name) = (http.Response.GetTypedHeaders(), file.Name[(file.Name.LastIndexOf('/') + 1)..]);
        headers.ETag = tag;
        http.Response.Headers.AcceptRanges = "bytes";
        if (isKnown)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        if (from > 0 && from >= file.Size)
        {
            http.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            headers.ContentRange = new ContentRangeHeaderValue(file.Size);
            return;
        }

        var isPart = to - from < file.Size;
        http.Response.StatusCode = isPart ? StatusCodes.Status206PartialContent : StatusCodes.Status200OK;
        headers.ContentRange = isPart ? new ContentRangeHeaderValue(from, to - 1, file.Size) : null;
        http.Response.ContentType = type;
        http.Response.ContentLength = to - from;
        var disposition = new ContentDispositionHeaderValue("attachment");
        disposition.SetHttpFileName(name);
        headers.ContentDisposition = disposition;
        // What a client stored is never a page of ours, whatever a browser makes of it.
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        if (sends)
        {
            await Copy(http, content, from, to);
        }
    }

    /// <summary>The bytes asked for, the last one exclusive; all of them where no single stretch is, or it is one of other content. The first is the size or more where there are none such.</summary>
    private static (long From, long To) PartOf(HttpContext http, RequestHeaders asked, EntityTagHeaderValue tag, long size)
    {
        if (!HttpMethods.IsGet(http.Request.Method) || asked.Range is not { Unit.Value: "bytes", Ranges.Count: 1 } ranges || (asked.IfRange is { } only && only.EntityTag?.Compare(tag, useStrongComparison: true) != true))
        {
            return (0, size);
        }

        var range = ranges.Ranges.First();
        // "-500" is the last 500.
        return range.From is { } from ? (from, Math.Min(size - 1, range.To ?? (size - 1)) + 1)
            : range.To is > 0 and { } last ? (Math.Max(0, size - last), size)
            : (Math.Max(1, size), size);
    }

    private static async Task Copy(HttpContext http, Stream content, long from, long to)
    {
        var (piece, held) = (ArrayPool<byte>.Shared.Rent(Piece), ArrayPool<byte>.Shared.Rent(Piece));
        try
        {
            var (position, waiting) = (0L, ReadOnlyMemory<byte>.Empty);
            while (await content.ReadAsync(piece.AsMemory(0, Piece), http.RequestAborted) is > 0 and var read)
            {
                var (start, end) = (Math.Clamp(from - position, 0, read), Math.Clamp(to - position, 0, read));
                position += read;
                if (start == end)
                {
                    continue;
                }

                await http.Response.Body.WriteAsync(waiting, http.RequestAborted);
                waiting = piece.AsMemory((int)start, (int)(end - start));
                (piece, held) = (held, piece);
            }

            await http.Response.Body.WriteAsync(waiting, http.RequestAborted);
        }
        catch (Exception failure) when (failure is InvalidDataException or IOException)
        {
            // The status is sent: only a broken connection can still say that the content is not what was stored.
            http.Abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
            ArrayPool<byte>.Shared.Return(held);
        }
    }
}
