using Microsoft.AspNetCore.Http;
using Weathervane.Server.Api;

namespace Weathervane.Server.Access;

/// <summary>Refuses bodies in an encoding that nothing here inflates: read as they are they would be taken for broken JSON, or kept packed.</summary>
/// <remarks>Stands behind the inflation, which removes the header of what it inflates, and leaves several encodings on one another alone.</remarks>
internal static class EncodingGuard
{
    internal static Task Check(HttpContext http, RequestDelegate next)
    {
        var encoding = http.Request.Headers.ContentEncoding.ToString();
        if (encoding.Length == 0 || encoding.Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return next(http);
        }

        http.Response.Headers.AcceptEncoding = "gzip, deflate, br";
        return Problem.Write(
            http, StatusCodes.Status415UnsupportedMediaType, "INVALID_PARAMETER_VALUE", $"The Content-Encoding '{encoding}' is not understood. Send the body as it is, or compressed once with {Inflation.Encodings}.");
    }
}
