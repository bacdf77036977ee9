using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Weathervane.Store;
using Weathervane.Store.Locations;

namespace Weathervane.Server.Embedding;

/// <summary>Forecasts inside someone else's ASP.NET application.</summary>
public static class WeathervaneServices
{
    /// <summary>Adds <see cref="Forecasters"/> over a workspace, which is opened when they are first asked for.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="options">Where the models are, and which may be used; null for the folder <c>.vane</c> and proven ones.</param>
    /// <example><code>
    /// builder.Services.AddWeathervane(new WeathervaneOptions { Workspace = new WorkspaceLocation("/var/lib/vane") });
    /// app.MapPost("/next", (Bar[] bars, Forecasters forecasters) => forecasters.Next("btc", bars).Probability);
    /// </code></example>
    public static IServiceCollection AddWeathervane(this IServiceCollection services, WeathervaneOptions? options = null)
    {
        var chosen = options ?? new WeathervaneOptions();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(s =>
        {
            var clock = s.GetRequiredService<TimeProvider>();
            return new Forecasters(Workspace.Open(chosen.Workspace, clock), chosen.AllowUnproven, clock, s.GetRequiredService<ILogger<Forecasters>>());
        });
        return services;
    }
}

/// <summary>What an application forecasts with.</summary>
public sealed record WeathervaneOptions
{
    /// <summary>Where the workspace's parts are: a folder, or PostgreSQL and S3.</summary>
    public WorkspaceLocation Workspace { get; init; } = new WorkspaceLocation(".vane");

    /// <summary>Whether models without a proven edge may be used, too.</summary>
    public bool AllowUnproven { get; init; }
}
