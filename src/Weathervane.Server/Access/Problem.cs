using Microsoft.AspNetCore.Http;
using Weathervane.Server.Operation;

namespace Weathervane.Server.Access;

/// <summary>Refusals that are made before a route answers: MLflow's form where MLflow's clients ask, problem+json elsewhere.</summary>
internal static class Problem
{
    internal static Task Write(HttpContext http, int status, string code, string message)
    {
        var mlflow = IsMlflow(http.Request.Path);
        return JsonAnswer.Write(http, status, mlflow ? "application/json" : "application/problem+json", json =>
        {
            if (mlflow)
            {
                json.WriteString("error_code", code);
                json.WriteString("message", message);
            }
            else
            {
                json.WriteString("title", Title(status));
                json.WriteNumber("status", status);
                json.WriteString("detail", message);
            }
        });
    }

    private static bool IsMlflow(PathString path) =>
        path.StartsWithSegments("/api/2.0") || path.StartsWithSegments("/ajax-api");

    private static string Title(int status) => status switch
    {
        400 => "Bad request",
        401 => "A key is needed",
        403 => "Refused",
        404 => "Not found",
        405 => "Method not allowed",
        415 => "Unsupported media type",
        429 => "Too many requests",
        _ => "Failed",
    };
}
