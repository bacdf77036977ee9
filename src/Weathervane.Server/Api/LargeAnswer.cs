using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Weathervane.Server.Operation;
using Weathervane.Store;

namespace Weathervane.Server.Api;

/// <summary>Writes answers with large values in memory of their own, and sends them piece by piece.</summary>
/// <remarks>The framework writes each value whole into an array of the shared pool, three bytes for each letter that it might need, and the pool keeps it.</remarks>
internal sealed class LargeAnswer(object answer) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var options = httpContext.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = options.Encoder, MaxDepth = options.MaxDepth }))
        {
            JsonSerializer.Serialize(json, answer, answer.GetType(), options);
        }

        return JsonAnswer.Send(httpContext, StatusCodes.Status200OK, "application/json; charset=utf-8", buffer.WrittenMemory);
    }

    /// <summary>Takes over what an endpoint answers with where what it read is large.</summary>
    internal static async ValueTask<object?> Filter(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var answer = await next(context);
        return answer is not (null or IResult) && context.HttpContext.Features.Get<ReadScope>() is { HoldsLargeValues: true } ? new LargeAnswer(answer) : answer;
    }
}
