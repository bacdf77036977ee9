using Weathervane.Bars;

namespace Weathervane.Features.Indicators;

/// <summary>The bar's first price, as it is.</summary>
public readonly struct OpenPrice : IIndicator
{
    /// <inheritdoc/>
    public double Update(in Bar bar) => bar.Open;
}

/// <summary>The bar's highest price, as it is.</summary>
public readonly struct HighPrice : IIndicator
{
    /// <inheritdoc/>
    public double Update(in Bar bar) => bar.High;
}

/// <summary>The bar's lowest price, as it is.</summary>
public readonly struct LowPrice : IIndicator
{
    /// <inheritdoc/>
    public double Update(in Bar bar) => bar.Low;
}

/// <summary>The bar's last price, as it is.</summary>
public readonly struct ClosePrice : IIndicator
{
    /// <inheritdoc/>
    public double Update(in Bar bar) => bar.Close;
}

/// <summary>The bar's volume, as it is.</summary>
public readonly struct BarVolume : IIndicator
{
    /// <inheritdoc/>
    public double Update(in Bar bar) => bar.Volume;
}
