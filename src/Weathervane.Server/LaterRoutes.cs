using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

namespace Weathervane.Server;

/// <summary>Routes that are mapped once, when they are first asked for: a server listens before.</summary>
internal sealed class LaterRoutes : EndpointDataSource, IEndpointRouteBuilder
{
    private readonly IApplicationBuilder _app;
    private readonly Lazy<IReadOnlyList<Endpoint>> _endpoints;

    private LaterRoutes(IApplicationBuilder app, Action<IEndpointRouteBuilder> map)
    {
        _app = app;
        _endpoints = new(() =>
        {
            map(this);
            return [.. DataSources.SelectMany(s => s.Endpoints)];
        });
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Endpoint> Endpoints => _endpoints.Value;

    /// <inheritdoc/>
    public ICollection<EndpointDataSource> DataSources { get; } = [];

    /// <inheritdoc/>
    public IServiceProvider ServiceProvider => _app.ApplicationServices;

    /// <summary>Adds routes to a server.</summary>
    /// <param name="app">The server.</param>
    /// <param name="map">Maps them.</param>
    internal static void Add(WebApplication app, Action<IEndpointRouteBuilder> map) => ((IEndpointRouteBuilder)app).DataSources.Add(new LaterRoutes(app, map));

    /// <inheritdoc/>
    public IApplicationBuilder CreateApplicationBuilder() => _app.New();

    /// <inheritdoc/>
    public override IChangeToken GetChangeToken() => NullChangeToken.Singleton;
}
