using System.Text.Json;

namespace Weathervane.Client.Http;

/// <summary>From what went wrong on the way to words that help.</summary>
internal static class Faults
{
    private const int LongestBody = 1 << 20;

    /// <summary>Does a part of an exchange; a network that fails or keeps silent is told as such.</summary>
    internal static async Task<T> Told<T>(string server, Func<Task<T>> part, CancellationToken cancel)
    {
        try
        {
            return await part();
        }
        catch (OperationCanceledException late) when (!cancel.IsCancellationRequested)
        {
            throw Of(null, "No answer", server, "did not answer in time.", "Is it busy, or is another program listening there? A longer Timeout waits longer.", late);
        }
        catch (HttpRequestException failure) when (failure.StatusCode is null)
        {
            throw Away("Not reached", server, $"cannot be reached: {Reason(failure)}.", "Is 'vane serve' running there?", failure);
        }
        catch (IOException failure)
        {
            throw Away("Broken off", server, $"broke off its answer: {failure.Message.TrimEnd('.')}.", "Ask again; its log may say why.", failure);
        }
    }

    /// <summary>What an answer other than success says.</summary>
    internal static async Task<VaneException> OfAsync(string server, HttpResponseMessage response, CancellationToken cancel)
    {
        var status = (int)response.StatusCode;
        if (status is >= 300 and < 400)
        {
            return Of(status, "Moved", server, $"sends on to {response.Headers.Location}.", "Name that address: a key is not sent to an address that nobody named.");
        }

        var body = await Told(server, () => BeginningOf(response, cancel), cancel);
        if (Parse(body) is not { } answer || (answer.Detail is null && answer.Problems is not { Count: > 0 }))
        {
            return NotOurs(server, response, null);
        }

        return new VaneException(
            status, answer.Title ?? response.ReasonPhrase ?? "Failed", answer.Problems is { Count: > 0 } problems ? problems : [new VaneProblem(server, answer.Detail!, RemedyOf(status))])
        {
            MayPass = MayPass(status), IsOwnWord = true, RetryAfter = AfterOf(response),
        };
    }

    /// <summary>An answer that no Weathervane server gives.</summary>
    internal static VaneException NotOurs(string server, HttpResponseMessage response, Exception? failure) => new(
        (int)response.StatusCode, "Not understood",
        [
            new VaneProblem(
                server,
                $"answered {(int)response.StatusCode} {response.ReasonPhrase} with {response.Content.Headers.ContentType?.MediaType ?? "no content"}, which is no answer of this API.",
                "Is it a Weathervane server of this version, and is the address the right one?"),
        ],
        failure)
    {
        MayPass = MayPass((int)response.StatusCode), RetryAfter = AfterOf(response),
    };

    internal static VaneException Of(int? status, string title, string where, string what, string? remedy, Exception? inner = null) =>
        new(status, title, [new VaneProblem(where, what, remedy)], inner);

    private static VaneException Away(string title, string server, string what, string remedy, Exception inner) =>
        new(null, title, [new VaneProblem(server, what, remedy)], inner) { MayPass = true };

    // 502 and 504 are a proxy's words for a server behind it that is being restarted.
    private static bool MayPass(int status) => status is 502 or 503 or 504;

    private static TimeSpan? AfterOf(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } until } when response.Headers.Date is { } now && until > now => until - now,
        _ => null,
    };

    private static string? RemedyOf(int status) => status switch
    {
        401 => "'vane keys create' at the server makes a key.",
        _ => null,
    };

    private static string Reason(Exception failure) => (failure.InnerException ?? failure).Message.TrimEnd('.');

    private static async Task<byte[]> BeginningOf(HttpResponseMessage response, CancellationToken cancel)
    {
        using var kept = new MemoryStream();
        await using var content = await response.Content.ReadAsStreamAsync(cancel);
        var buffer = new byte[8192];
        while (kept.Length < LongestBody && await content.ReadAsync(buffer, cancel) is > 0 and var count)
        {
            kept.Write(buffer, 0, count);
        }

        return kept.ToArray();
    }

    private static Answer? Parse(byte[] body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, VaneJson.Default.Answer);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
