using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Weathervane.Server.Access;

namespace Weathervane.Cli.MlflowServer;

/// <summary>MLflow's REST API at one server: answers as JSON, pages followed to the end, files as streams.</summary>
internal sealed class MlflowRest : IDisposable
{
    private const string Api = "/api/2.0/mlflow/", Served = "/api/2.0/mlflow-artifacts/artifacts";
    private const int RedirectsMax = 5;
    private readonly HttpClient _http;
    private readonly string _server;
    private readonly CancellationToken _cancel;

    /// <param name="server">The server's address.</param>
    /// <param name="environment">Holds MLflow's token, or user and password.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="InputException">The address is none, or holds a password.</exception>
    internal MlflowRest(string server, Func<string, string?> environment, CancellationToken cancel)
    {
        if (!Uri.TryCreate(server, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.UserInfo.Length + uri.Query.Length + uri.Fragment.Length > 0)
        {
            throw new InputException(
                "source", "it is no address of a server, or holds a user or a query.", "Use one such as http://127.0.0.1:5000; users go to MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.");
        }

        (_server, _cancel) = (server.TrimEnd('/'), cancel);
        _http = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = async (context, stop) => await AllowedAddress.ConnectAsync(context.DnsEndPoint, uri.IsLoopback, stop),
            MaxAutomaticRedirections = RedirectsMax,
            AutomaticDecompression = DecompressionMethods.All,
            // A proxy would look names up by itself, where nobody checks the address.
            UseProxy = false,
        });
        _http.DefaultRequestHeaders.Authorization = environment("MLFLOW_TRACKING_TOKEN") is { Length: > 0 } token ? new AuthenticationHeaderValue("Bearer", token)
            : environment("MLFLOW_TRACKING_USERNAME") is { Length: > 0 } user ? new AuthenticationHeaderValue(
                "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{environment("MLFLOW_TRACKING_PASSWORD")}")))
            : null;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>Asks with parameters in the address.</summary>
    internal JsonElement Get(string route, params (string Name, string? Value)[] query) => Json(HttpMethod.Get, Api + route + Query(query), null);

    /// <summary>The entries of a list, from all its pages, asked with parameters in the address.</summary>
    internal IEnumerable<JsonElement> GetAll(string route, string list, params (string Name, string? Value)[] query) =>
        Pages(token => Get(route, [.. query, ("page_token", token)]), list, route);

    /// <summary>The entries of a list, from all its pages, asked with a body.</summary>
    internal IEnumerable<JsonElement> PostAll(string route, string list, IReadOnlyDictionary<string, object> body) => Pages(
        token => Json(HttpMethod.Post, Api + route, token is null ? body : new Dictionary<string, object>(body) { ["page_token"] = token }), list, route);

    /// <summary>The files and folders directly below a path of the server's own store: name, whether it is a folder.</summary>
    internal IEnumerable<(string Name, bool IsFolder)> Entries(string path) =>
        Json(HttpMethod.Get, Served + Query([("path", path)]), null).Each("files").Select(f => (Last(f.Text("path")), f.Flag("is_dir")));

    /// <summary>A file of the server's own store.</summary>
    internal Stream OpenServed(string path) => Open($"{Served}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");

    /// <summary>A file of a run, wherever the server keeps it.</summary>
    internal Stream OpenOfRun(string run, string path) => Open("/get-artifact" + Query([("run_uuid", run), ("path", path)]));

    internal static string Last(string path) => path[(path.LastIndexOf('/') + 1)..];

    private static string Query((string Name, string? Value)[] values) =>
        values.Where(v => v.Value is not null).Select(v => $"{v.Name}={Uri.EscapeDataString(v.Value!)}").ToList() is { Count: > 0 } given ? "?" + string.Join('&', given) : "";

    private IEnumerable<JsonElement> Pages(Func<string?, JsonElement> ask, string list, string route)
    {
        string? token = null;
        var seen = new HashSet<string>();
        do
        {
            var page = ask(token);
            foreach (var entry in page.Each(list))
            {
                yield return entry;
            }

            token = page.TextOrNull("next_page_token") is { Length: > 0 } next ? next : null;
            if (token is not null && !seen.Add(token))
            {
                throw new InputException($"{_server}, {route}", "gives the same page again and again.");
            }
        }
        while (token is not null);
    }

    private JsonElement Json(HttpMethod method, string path, IReadOnlyDictionary<string, object>? body)
    {
        using var response = Send(method, path, body is null ? null : JsonContent.Create(body));
        try
        {
            using var document = JsonDocument.Parse(Told(() => response.Content.ReadAsStream(_cancel), path));
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : throw new JsonException();
        }
        catch (JsonException)
        {
            throw new InputException(_server + path, "answers with no JSON object.", "Is it an MLflow server?");
        }
    }

    private Stream Open(string path) => Told(() => Send(HttpMethod.Get, path, null).Content.ReadAsStream(_cancel), path);

    private HttpResponseMessage Send(HttpMethod method, string path, HttpContent? content)
    {
        _cancel.ThrowIfCancellationRequested();
        var response = Told(() => _http.SendAsync(new HttpRequestMessage(method, _server + path) { Content = content }, HttpCompletionOption.ResponseHeadersRead, _cancel).GetAwaiter().GetResult(), path);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            var (where, status) = (_server + path, (int)response.StatusCode);
            throw status switch
            {
                401 or 403 => new InputException(
                    _server, $"answers {status}: it wants to know who asks.", "Set MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD."),
                404 => new InputException(where, "is not there.", "Is it an MLflow server?") { Kind = InputKind.NotFound },
                >= 500 or 429 => new IOException($"{where} answers {status} {response.ReasonPhrase}. What was taken over is kept; start the import again to go on."),
                _ => new InputException(where, $"answers {status} {response.ReasonPhrase}."),
            };
        }
    }

    private T Told<T>(Func<T> part, string path)
    {
        try
        {
            return part();
        }
        catch (HttpRequestException failure) when (failure.InnerException is InputException forbidden)
        {
            throw forbidden;
        }
        catch (HttpRequestException failure)
        {
            throw new InputException(_server, $"cannot be reached: {(failure.InnerException ?? failure).Message.TrimEnd('.')}.", "Is the server running there? What was taken over is kept.");
        }
        catch (OperationCanceledException late) when (!_cancel.IsCancellationRequested)
        {
            throw new IOException($"{_server + path} did not answer in time. What was taken over is kept; start the import again to go on.", late);
        }
    }
}
