using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Weathervane.Numerics;
using Weathervane.Server.Access;
using Weathervane.Store;

namespace Weathervane.Server.Api;

/// <summary>Writes that a caller may send again when no answer came: those with the same <c>Idempotency-Key</c> count once, at whichever server of the store they arrive.</summary>
internal static class CountedOnce
{
    internal const string Header = "Idempotency-Key";
    private const int Longest = 200;

    /// <summary>Lets an endpoint that writes once, and that answers with what the write returned, count once.</summary>
    /// <param name="route">The endpoint.</param>
    /// <param name="workspace">What it writes to.</param>
    internal static RouteHandlerBuilder CountsOnce(this RouteHandlerBuilder route, Workspace workspace) => route.AddEndpointFilter(async (context, next) =>
    {
        var http = context.HttpContext;
        if (IdOf(http) is not { } id)
        {
            return await next(context);
        }

        using var request = workspace.Requests.Begin(id, HashOf(context.Arguments));
        try
        {
            return await next(context);
        }
        catch (InputException gone) when (gone.Kind == InputKind.NotFound && HttpMethods.IsDelete(http.Request.Method) && workspace.Requests.Knows(id))
        {
            // What it deleted is not found any more, since it was deleted.
            return Results.Empty;
        }
    });

    /// <summary>What was asked for, as the endpoint was given it: a repeat may be spelt otherwise, and another request under the same key is told from it.</summary>
    private static string HashOf(IEnumerable<object?> arguments)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            JsonSerializer.Serialize(stream, arguments.Where(a => a is not (HttpContext or CancellationToken)), JsonNumbers.Named);
        }

        return Convert.ToHexStringLower(hash.Hash!);
    }

    /// <summary>The key makes an id only with whom it came from and what was asked: nobody reads another's answer by guessing.</summary>
    private static string? IdOf(HttpContext http)
    {
        var keys = http.Request.Headers[Header];
        return keys.Count == 0 ? null
            : keys is [{ Length: > 0 and <= Longest } key] && key.All(c => c is > ' ' and <= '~')
                ? Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{http.Caller()}\n{http.Request.Method}\n{http.Request.Path}\n{key}")))
                : throw new InputException(Header, "it is empty, given twice, too long, or holds a space or a character beyond ASCII.", $"Send 1 to {Longest} characters, new ones for each request.");
    }
}
