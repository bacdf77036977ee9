using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Weathervane.Store;

namespace Weathervane.Server.Api;

/// <summary>Our own API below <c>/api/v1</c>: the store's records as camelCase JSON, described at <c>/openapi/v1.json</c>.</summary>
/// <remarks>NaN and infinities stand in quotes; enums are words such as <c>finished</c>; errors are problem+json.</remarks>
internal static class ApiEndpoints
{
    internal const string Prefix = "/api/v1";

    /// <summary>The most bytes of a JSON body, after inflation.</summary>
    internal const long LongestBody = 64 << 20;

    internal static void AddServices(IServiceCollection services)
    {
        services.AddOpenApi("v1", described => described.AddSchemaTransformer(AsDeclared));
        // Else a body that does not fit is answered with an empty 400.
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(System.Text.Json.JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false));
            json.SerializerOptions.MaxDepth = 64;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
            json.SerializerOptions.TypeInfoResolver = new DefaultJsonTypeInfoResolver { Modifiers = { Lenient } };
        });
    }

    internal static void Map(IEndpointRouteBuilder app, Workspace workspace, TimeProvider clock)
    {
        var models = Group(app, "models");
        ModelsApi.Map(models, workspace, clock);
        ModelsApi.MapAliases(Group(app, "aliases", "models"), workspace);
        var runs = Group(app, "runs").AddEndpointFilter(LargeAnswer.Filter);
        RunsApi.Map(runs, workspace);
        RunTableApi.Map(runs, workspace);
        ReportApi.Map(runs, workspace);
        var studies = Group(app, "studies");
        StudiesApi.Map(studies, workspace);
        StudyInsightsApi.Map(studies, workspace);
        TrainingApi.Map(runs, studies, models, workspace);
        app.MapOpenApi("/openapi/{documentName}.json");
    }

    /// <summary>The routes of one kind of thing; what they are sent is whole before they see it.</summary>
    /// <param name="app">Where they are mapped.</param>
    /// <param name="name">The first segment of their paths.</param>
    /// <param name="tag">What they are called in the description; null for the same.</param>
    internal static RouteGroupBuilder Group(IEndpointRouteBuilder app, string name, string? tag = null) =>
        app.MapGroup($"{Prefix}/{name}").WithTags(tag ?? name).AddEndpointFilter<RouteGroupBuilder, WholeRequest>();

    /// <summary>Requests are held to what their types say of null; what may be null may be left out, and an answer is not refused for a null.</summary>
    private static void Lenient(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
        {
            var mayBeNull = property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is not null : property.AssociatedParameter?.IsNullable == true;
            property.IsRequired &= !mayBeNull;
            if (!property.PropertyType.IsValueType)
            {
                property.IsGetNullable = true;
            }
        }
    }

    /// <summary>The description says of null what the type says, and not that answers are let through with one (<see cref="Lenient"/>); a number may be a word, and is no object.</summary>
    private static Task AsDeclared(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        if (schema.AnyOf is { Count: > 0 } && (context.JsonTypeInfo.Type == typeof(double) || context.JsonTypeInfo.Type == typeof(double?)))
        {
            schema.Type = null;
            if (context.JsonTypeInfo.Type == typeof(double?))
            {
                schema.AnyOf.Add(new OpenApiSchema { Type = JsonSchemaType.Null });
            }
        }
        else if (context.JsonPropertyInfo?.AttributeProvider is PropertyInfo { PropertyType.IsValueType: false } property && new NullabilityInfoContext().Create(property).ReadState == NullabilityState.NotNull)
        {
            schema.Type &= ~JsonSchemaType.Null;
        }

        return Task.CompletedTask;
    }
}
