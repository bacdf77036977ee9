using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Weathervane.Server.Access;
using Weathervane.Server.Live;
using Weathervane.Server.Operation;

namespace Weathervane.Server.Api;

/// <summary>Turns what goes wrong below <c>/api/v1</c>, and on the old prediction routes, into problem+json with every problem at once.</summary>
internal static class ApiProblems
{
    private const string RetryAfterSeconds = "5";

    // The prediction service's routes as they were before there was a prefix.
    private static readonly string[] OldRoutes = ["/predict", "/features", "/model-info"];

    internal static async Task Guard(HttpContext http, RequestDelegate next)
    {
        if (!http.Request.Path.StartsWithSegments(ApiEndpoints.Prefix) && !OldRoutes.Contains(http.Request.Path.Value, StringComparer.OrdinalIgnoreCase))
        {
            await next(http);
            return;
        }

        try
        {
            await next(http);
        }
        catch (InputException wrong)
        {
            var status = wrong.Kind switch
            {
                InputKind.NotFound => StatusCodes.Status404NotFound,
                InputKind.AlreadyExists => StatusCodes.Status409Conflict,
                _ => StatusCodes.Status400BadRequest,
            };
            await Refuse(http, status, wrong.Problems);
        }
        catch (Exception refused) when (refused is UnprovenException or NotAllowedException)
        {
            await Write(http, StatusCodes.Status403Forbidden, refused.Message);
        }
        catch (BadHttpRequestException wrong)
        {
            // Whatever else the status says, such as a body that is too large, is no fault of a field.
            if (wrong.StatusCode == StatusCodes.Status400BadRequest)
            {
                await Refuse(http, wrong.StatusCode, BindingProblems.Of(wrong));
            }
            else
            {
                await Write(http, wrong.StatusCode, wrong.Message);
            }
        }
        catch (ArgumentException wrong)
        {
            await Refuse(http, StatusCodes.Status400BadRequest, [Of(wrong)]);
        }
        catch (IOException failure)
        {
            AskAgain(http);
            await Write(http, StatusCodes.Status503ServiceUnavailable, failure.Message);
        }
        catch (Exception wrong) when (Inflation.Failed(wrong))
        {
            await Refuse(http, StatusCodes.Status400BadRequest, [Inflation.Problem]);
        }
        catch (InvalidDataException damaged)
        {
            await Write(http, StatusCodes.Status500InternalServerError, damaged.Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            Log.RequestFailed(http.RequestServices.GetRequiredService<ILogger<VaneServer>>(), failure, http.Request.Method, http.Request.Path);
            await Write(http, StatusCodes.Status500InternalServerError, "The server failed. Its log says more.");
        }
    }

    /// <summary>Asks the caller to come again: what failed for the store's being away succeeds when that is back, and a write of bars or metrics that comes twice counts once.</summary>
    internal static void AskAgain(HttpContext http)
    {
        if (!http.Response.HasStarted)
        {
            http.Response.Headers.RetryAfter = RetryAfterSeconds;
        }
    }

    private static Task Refuse(HttpContext http, int status, IReadOnlyList<InputProblem> problems) =>
        Write(http, status, new InputException(problems).Message, new Dictionary<string, object?> { ["problems"] = problems });

    /// <summary>A value that a record's own check refused: the runtime appends its name in the program to the message.</summary>
    private static InputProblem Of(ArgumentException wrong)
    {
        if (wrong.ParamName is not { Length: > 0 } name)
        {
            return new("request", wrong.Message);
        }

        var said = wrong.Message.Replace($" (Parameter '{name}')", "", StringComparison.Ordinal).Split('\n')[0].TrimEnd();
        return new(JsonNamingPolicy.CamelCase.ConvertName(name), said.StartsWith(name + " ", StringComparison.Ordinal) ? said[(name.Length + 1)..] : said);
    }

    private static Task Write(HttpContext http, int status, string detail, IDictionary<string, object?>? more = null) =>
        http.Response.HasStarted ? Abort(http) : Results.Problem(detail, statusCode: status, extensions: more).ExecuteAsync(http);

    private static Task Abort(HttpContext http)
    {
        http.Abort();
        return Task.CompletedTask;
    }
}
