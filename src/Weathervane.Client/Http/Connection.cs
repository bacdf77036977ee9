using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Weathervane.Client.Http;

/// <summary>Sends requests to one server and reads its answers; whatever goes wrong becomes a <see cref="VaneException"/>.</summary>
internal sealed class Connection : IDisposable
{
    private const string UserHeader = "Vane-User", IdempotencyHeader = "Idempotency-Key";
    private readonly HttpClient _http;
    private readonly Retry _retry;
    private readonly string _server;

    internal Connection(string server, ClientOptions options)
    {
        if (!Uri.TryCreate(server, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length + uri.Query.Length + uri.Fragment.Length > 0)
        {
            throw new ArgumentException($"'{server}' is no address of a server: use one such as http://127.0.0.1:5180.", nameof(server));
        }

        if (options.Key is { } given && (given.Length == 0 || given.Any(c => c is <= ' ' or > '~')))
        {
            throw new ArgumentException("The key is empty, or holds a space or a character that no key has.", nameof(options));
        }

        _server = server.TrimEnd('/');
        _retry = new Retry(options.Patience, TimeProvider.System);
        // A redirect would carry the key to an address that nobody named; a proxy has no say in what stays on this machine.
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !uri.IsLoopback, AutomaticDecompression = DecompressionMethods.All })
        {
            Timeout = options.Timeout,
        };
        if (options.Key is { } key)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        if (options.User is { Length: > 0 } user)
        {
            _http.DefaultRequestHeaders.Add(UserHeader, Uri.EscapeDataString(user));
        }
    }

    public void Dispose() => _http.Dispose();

    /// <summary>A part of a path, whatever characters it holds.</summary>
    /// <exception cref="ArgumentException">It would lead to another address: it is empty, or dots.</exception>
    internal static string Part(string text) => text is "" or "." or ".."
        ? throw new ArgumentException($"'{text}' is no name.", nameof(text))
        : Uri.EscapeDataString(text);

    /// <summary>A path whose '/' stay.</summary>
    /// <exception cref="ArgumentException">A part of it would lead to another address.</exception>
    internal static string Parts(string path) => string.Join('/', path.Split('/').Select(Part));

    /// <summary>A path with its query; what is null is left out.</summary>
    internal static string Query(string path, params (string Name, string? Value)[] values)
    {
        var given = values.Where(v => v.Value is not null).Select(v => $"{v.Name}={Uri.EscapeDataString(v.Value!)}").ToList();
        return given.Count == 0 ? path : $"{path}?{string.Join('&', given)}";
    }

    internal Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancel) =>
        AskAsync(HttpMethod.Get, path, null, response => ReadAsync(response, type, cancel), cancel);

    internal Task<string> TextAsync(string path, CancellationToken cancel) =>
        AskAsync(HttpMethod.Get, path, null, response => Faults.Told(_server, () => response.Content.ReadAsStringAsync(cancel), cancel), cancel);

    internal Task<T> SendAsync<TBody, T>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<T> type, CancellationToken cancel) =>
        AskAsync(method, path, () => JsonContent.Create(body, bodyType), response => ReadAsync(response, type, cancel), cancel);

    internal Task SendAsync<TBody>(HttpMethod method, string path, TBody body, JsonTypeInfo<TBody> bodyType, CancellationToken cancel) =>
        AskAsync(method, path, () => JsonContent.Create(body, bodyType), Nothing, cancel);

    internal Task DeleteAsync(string path, CancellationToken cancel) => AskAsync(HttpMethod.Delete, path, null, Nothing, cancel);

    /// <summary>Sends a stream as it is read, of any size in little memory; again from where it stood, if it can go back.</summary>
    internal Task<T> UploadAsync<T>(string path, Stream content, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        long? start = content.CanSeek ? content.Position : null;
        return AskAsync(
            HttpMethod.Put, path,
            () =>
            {
                content.Position = start ?? content.Position;
                return new StreamContent(content) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
            },
            response => ReadAsync(response, type, cancel), cancel, mayRepeat: start is not null);
    }

    /// <summary>Writes a file to a stream as it arrives, and compares its hash at the end; again from where it stood, if the stream can go back.</summary>
    internal async Task DownloadAsync(string path, StoredFile file, Stream destination, CancellationToken cancel)
    {
        long? start = destination.CanSeek ? destination.Position : null;
        var (sha256, status) = await AskAsync(
            HttpMethod.Get, path, null,
            async response =>
            {
                destination.Position = start ?? destination.Position;
                var source = await response.Content.ReadAsStreamAsync(cancel);
                // What the destination throws is the caller's, and no fault of the network.
                return (await Contents.CopyAsync(buffer => Faults.Told(_server, () => source.ReadAsync(buffer, cancel).AsTask(), cancel), destination, cancel), (int)response.StatusCode);
            },
            cancel, mayRepeat: start is not null);
        if (sha256 != file.Sha256)
        {
            throw Faults.Of(status, "Damaged", file.Name, $"arrived with SHA-256 {sha256} instead of {file.Sha256}.", "Ask again; 'vane store check' at the server tells more.");
        }
    }

    private static Task<bool> Nothing(HttpResponseMessage response) => Task.FromResult(true);

    /// <summary>Asks until there is an answer, as long as there is patience; a write by the same key each time, so that it counts once.</summary>
    private Task<T> AskAsync<T>(HttpMethod method, string path, Func<HttpContent>? content, Func<HttpResponseMessage, Task<T>> read, CancellationToken cancel, bool mayRepeat = true)
    {
        var key = method == HttpMethod.Get ? null : Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        return mayRepeat ? _retry.UntilAnsweredAsync(Once, cancel) : Once();

        async Task<T> Once()
        {
            // Not disposed of: that would close a stream that is sent, which is the caller's.
            var request = new HttpRequestMessage(method, _server + path) { Content = content?.Invoke() };
            if (key is not null)
            {
                request.Headers.Add(IdempotencyHeader, key);
            }

            using var response = await Faults.Told(_server, () => _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel), cancel);
            return response.IsSuccessStatusCode ? await read(response) : throw await Faults.OfAsync(_server, response, cancel);
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, CancellationToken cancel)
    {
        try
        {
            return await Faults.Told(_server, () => response.Content.ReadFromJsonAsync(type, cancel), cancel) ?? throw new JsonException("The answer is null.");
        }
        catch (Exception failure) when (failure is JsonException or NotSupportedException or ArgumentException)
        {
            throw Faults.NotOurs(_server, response, failure);
        }
    }
}
