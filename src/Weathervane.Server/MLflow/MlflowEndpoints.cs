using System.Buffers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Weathervane.Server.Access;
using Weathervane.Server.Api;
using Weathervane.Server.Operation;
using Weathervane.Store;
using Weathervane.Store.Access;

namespace Weathervane.Server.MLflow;

/// <summary>MLflow's REST API: every route under each prefix that some client uses.</summary>
/// <remarks>To add a route, add a line to the list of the file that its path begins with.</remarks>
internal sealed class MlflowEndpoints(Workspace workspace)
{
    private const int DeepestJson = 64, Expected = 64 << 10, Believed = 4 << 20;

    // MLflow 1.x asks for the registry below "preview"; pages ask below "ajax-api".
    private static readonly string[] Prefixes = ["/api/2.0/mlflow/", "/ajax-api/2.0/mlflow/", "/api/2.0/preview/mlflow/", "/ajax-api/2.0/preview/mlflow/"];

    private static readonly IReadOnlyList<MlflowRoute> Routes =
    [
        .. Experiments.Routes, .. Runs.Routes, .. Metrics.Routes, .. Artifacts.Routes, .. LoggedModels.Routes, .. RegisteredModels.Routes, .. ModelVersions.Routes,
    ];

    /// <summary>Adds all routes.</summary>
    internal void Map(IEndpointRouteBuilder app)
    {
        foreach (var route in Routes)
        {
            foreach (var prefix in Prefixes)
            {
                app.MapMethods(prefix + route.Path, [route.Method], http => Guarded(http, () => Answer(http, route.Handle)))
                    .WithMetadata(new NeedsRole(route.Role));
            }
        }

        app.MapArtifacts("/api/2.0/mlflow-artifacts", workspace, this);
        app.MapArtifacts("/ajax-api/2.0/mlflow-artifacts", workspace, this);
        app.MapPageArtifacts(workspace);
        app.MapGet("/api/3.0/mlflow/server-info", ServerInfo);
        app.MapGet("/ajax-api/3.0/mlflow/server-info", ServerInfo);
        foreach (var prefix in Prefixes)
        {
            // Last of all: what no route takes.
            app.Map(prefix + "{**rest}", NoRoute).WithMetadata(new NeedsRole(Role.Read)).WithOrder(int.MaxValue);
        }
    }

    /// <summary>Reads a request, lets it be handled, and writes the answer.</summary>
    internal async Task Answer(HttpContext http, Action<MlflowCall> handle)
    {
        var request = HttpMethods.IsGet(http.Request.Method) ? Fields.Of(http.Request.Query) : await ReadBody(http);
        var buffer = new ArrayBufferWriter<byte>();
        await using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        using var scope = new ReadScope(http.RequestAborted);
        handle(new MlflowCall(workspace, request, json, http.Caller())
        {
            Scope = scope,
            RequireMayMove = aliases => http.RequireMayMove(aliases),
            Path = name => (string)http.Request.RouteValues[name]!,
        });
        json.WriteEndObject();
        await json.FlushAsync();
        await JsonAnswer.Send(http, StatusCodes.Status200OK, "application/json", buffer.WrittenMemory);
    }

    /// <summary>Turns what goes wrong into MLflow's errors.</summary>
    internal static async Task Guarded(HttpContext http, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (BadHttpRequestException failure)
        {
            await Fail(http, failure.StatusCode == StatusCodes.Status413PayloadTooLarge ? MlflowError.RequestTooLarge : MlflowError.BadRequest, failure.Message);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer.
        }
        catch (Exception failure) when (Inflation.Failed(failure))
        {
            await Fail(http, MlflowError.BadRequest, $"The {Inflation.Problem.Where} {Inflation.Problem.What}");
        }
        catch (Exception failure) when (MlflowException.From(failure) is { } known)
        {
            await Fail(http, known.Error, known.Message);
        }
        catch (Exception failure)
        {
            Log.RequestFailed(http.RequestServices.GetRequiredService<ILogger<MlflowEndpoints>>(), failure, http.Request.Method, http.Request.Path);
            await Fail(http, MlflowError.InternalError, $"The server failed: {failure.GetType().Name}. Its log says more.");
        }
    }

    private static Task NoRoute(HttpContext http) => Fail(
        http, Routes.Any(r => r.Path == (string?)http.Request.RouteValues["rest"]) ? MlflowError.MethodNotAllowed : MlflowError.EndpointNotFound,
        $"No route takes {http.Request.Method} {http.Request.Path}.");

    /// <summary>Answers with an error.</summary>
    internal static Task Fail(HttpContext http, MlflowError error, string message)
    {
        if (http.Response.HasStarted)
        {
            http.Abort();
            return Task.CompletedTask;
        }

        return JsonAnswer.Write(http, error.Status, "application/json", json =>
        {
            json.WriteString("error_code", error.Code);
            json.WriteString("message", message);
        });
    }

    /// <summary>The answer that says only that all went well.</summary>
    internal static Task Empty(HttpContext http) => JsonAnswer.Send(http, StatusCodes.Status200OK, "application/json", "{}"u8.ToArray());

    private static async Task<Fields> ReadBody(HttpContext http)
    {
        var request = http.Request;
        if (HttpMethods.IsDelete(request.Method) && request.ContentLength is null or 0 && request.ContentType is null)
        {
            return Fields.Of(request.Query);
        }

        // Also keeps web pages of other origins out, which cannot send this type without being asked first.
        if (!request.HasJsonContentType())
        {
            throw MlflowException.Invalid("Bad Request. Content-Type must be one of ['application/json'].");
        }

        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = ApiEndpoints.LongestBody;
        }

        var body = await Whole(request);
        if (await LargeBodies.TakeTurn(body.Length, http.RequestAborted) is { } turn)
        {
            http.Response.RegisterForDispose(turn);
        }

        try
        {
            var root = Parse(body);
            // Very old clients send the JSON once more as a text.
            if (root.ValueKind == JsonValueKind.String)
            {
                root = Parse(Encoding.UTF8.GetBytes(root.GetString()!));
            }

            return root.ValueKind == JsonValueKind.Object
                ? new Fields(root)
                : throw new MlflowException(MlflowError.BadRequest, "The body is no JSON object.");
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw new MlflowException(MlflowError.BadRequest, $"The body is no JSON that can be read: {failure.Message}");
        }
    }

    /// <summary>All of a body. The serializer would read it into arrays of the shared pool, each twice as long as the one before, and the pool keeps them.</summary>
    private static async Task<ReadOnlyMemory<byte>> Whole(HttpRequest request)
    {
        // What a header promises is not believed before some of it has come.
        var promised = (int)Math.Clamp(request.ContentLength ?? 0, 0, ApiEndpoints.LongestBody);
        var body = new MemoryStream(Math.Min(promised, Expected));
        if (promised > Believed)
        {
            var piece = new byte[Expected];
            while (body.Length < Believed && await request.Body.ReadAsync(piece, request.HttpContext.RequestAborted) is > 0 and var count)
            {
                body.Write(piece, 0, count);
            }

            body.Capacity = Math.Max(promised, body.Capacity);
        }

        await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    // Not disposed of, so that what was read need not be copied to outlive it.
    private static JsonElement Parse(ReadOnlyMemory<byte> json) => JsonDocument.Parse(
        json.Span.StartsWith(Encoding.UTF8.Preamble) ? json[Encoding.UTF8.Preamble.Length..] : json, new JsonDocumentOptions { MaxDepth = DeepestJson }).RootElement;

    private static Task ServerInfo(HttpContext http) => JsonAnswer.Send(
        http,
        StatusCodes.Status200OK,
        "application/json",
        """{"store_type":"SqlStore","workspaces_enabled":false,"multipart_uploads_enabled":false,"multipart_downloads_enabled":false}"""u8.ToArray());
}
