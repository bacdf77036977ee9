using System.Net;
using Weathervane.Feeds.Live;
using Weathervane.Server.Jobs;

namespace Weathervane.Server;

/// <summary>How a server listens, and whom it lets in.</summary>
public sealed record ServerOptions
{
    /// <summary>The address to listen at. Any other than this machine's own needs keys.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port; 0 takes a free one.</summary>
    public int Port { get; init => field = Check.InRange(value, 0, 65535); } = 5180;

    /// <summary>Names under which the server may be called, besides localhost, 127.0.0.1 and [::1]; "*" is not among them on purpose.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>The certificate with its key (PEM); null serves plain HTTP.</summary>
    public string? CertificatePath { get; init; }

    /// <summary>The certificate's key where it has a file of its own (PEM).</summary>
    public string? CertificateKeyPath { get; init; }

    /// <summary>Seconds that running requests have to finish when the server is stopped.</summary>
    public double StopSeconds { get; init => field = Check.InRange(value, 0, 3600); } = 30;

    /// <summary>The collector to which traces and meters go by OTLP over HTTP; null sends nothing.</summary>
    public Uri? Collector { get; init; }

    /// <summary>The model that answers where a request names none; null is the only one that has a champion.</summary>
    public string? Model { get; init; }

    /// <summary>Whether models without a proven edge are served too.</summary>
    public bool AllowUnproven { get; init; }

    /// <summary>Exchanges whose bars are brought into series; a series that is new is forecast by <see cref="Model"/>.</summary>
    public IReadOnlyList<FeedOptions> Feeds { get; init; } = [];

    /// <summary>What this server does of the work.</summary>
    public ServerRole Role { get; init; }

    /// <summary>Seconds that a server which says nothing keeps a job to itself before another does it again, 3 to 3,600.</summary>
    public double LeaseSeconds { get; init => field = Check.InRange(value, 3, 3600); } = 30;

    /// <summary>Where models are held that go on answering while the database or the store of files is away; null is <c>cache</c> in the workspace's folder where one of
    /// them lies elsewhere, and nothing where both lie on this machine.</summary>
    public string? Cache { get; init; }

    /// <summary>What model files may take there, in MB, 1 to 1,000,000.</summary>
    public int CacheMegabytes { get; init => field = Check.InRange(value, 1, 1_000_000); } = 1024;

    /// <summary>Where drift, decay and refreshes are told; null for the log alone.</summary>
    public AlertOptions? Alerts { get; init; }
}

/// <summary>What a server does where several share a store.</summary>
public enum ServerRole
{
    /// <summary>It answers, forecasts the series and trains models again.</summary>
    All,

    /// <summary>It answers; others do the rest.</summary>
    Api,

    /// <summary>It forecasts the series and trains models again, and answers probes alone.</summary>
    Worker,
}
