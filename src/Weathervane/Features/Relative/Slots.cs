using Weathervane.Bars;
using Weathervane.Features.Windows;
using Weathervane.Numerics;

namespace Weathervane.Features.Relative;

/// <summary>What followed bars of this time of day on earlier days: the mean next move and the mean direction of it, each times the root of
/// the days so that chance alone gives about the same size whatever the days; its size over that of all bars; and the share that did not move.</summary>
/// <remarks>Time of day is the bar's open in UTC, to the minute. Each day weighs 2 / (days + 1) of those before it, from 0 on the first day for move and up, and
/// from what all bars gave for size and unchanged. Moves are log returns in units of their recent root mean square, at most 3 either way. What a bar adds is
/// known at its close: the bar before it stands at the time of day that it follows. Markets that move alike at the same hour (openings, closings, fixings, a spread that widens
/// at night) show here whatever their clock, and follow summer time within days. Source: Heston, Korajczyk and Sadka (2010), Intraday
/// Patterns in the Cross-section of Stock Returns, Journal of Finance 65(4).</remarks>
/// <param name="days">How many days the means reach back.</param>
public struct Slots(int days) : IIndicatorGroup
{
    private const double MoveMost = 3;
    private const int ScaleBars = 200;
    private readonly double _weight = 2.0 / (Check.InRange(days, 1, 100_000) + 1), _root = Math.Sqrt(days);
    private Smoother _squares = Smoother.Exponential(ScaleBars), _size = Smoother.Exponential(ScaleBars), _unchanged = Smoother.Exponential(ScaleBars);
    private readonly Followed[] _slots = new Followed[TimeSpan.MinutesPerDay];
    private double _close = double.NaN, _square = double.NaN;
    private int _slot = -1;

    /// <inheritdoc/>
    public void Update(in Bar bar, Span<double> values)
    {
        if (_slot < 0)
        {
            // A fresh copy shares the memory of the one before.
            Array.Clear(_slots);
        }

        Learn(FixedMath.Log(bar.Close / _close));
        (_close, _slot) = (bar.Close, (int)bar.Time.TimeOfDay.TotalMinutes);
        ref readonly var slot = ref _slots[_slot];
        var (size, unchanged) = (_size.Push(double.NaN), _unchanged.Push(double.NaN));
        values[0] = slot.Move * _root;
        values[1] = slot.Up * _root;
        values[2] = slot.IsKnown && size > 0 ? slot.Size / size : 1;
        values[3] = slot.IsKnown ? slot.Unchanged : unchanged;
    }

    /// <summary>Adds the move that ended now to the time of day of the bar before.</summary>
    private void Learn(double move)
    {
        if (double.IsNaN(move))
        {
            return;
        }

        // The scale is that of the moves before this one; none before the first, and none while prices do not move.
        var scaled = _square > 0 ? Math.Clamp(move / Math.Sqrt(_square), -MoveMost, MoveMost) : Math.Sign(move);
        var (size, unchanged) = (_size.Push(Math.Abs(scaled)), _unchanged.Push(move == 0 ? 1 : 0));
        _square = _squares.Push(move * move);
        ref var slot = ref _slots[_slot];
        if (!slot.IsKnown)
        {
            slot = new Followed { IsKnown = true, Size = size, Unchanged = unchanged };
        }

        slot.Move += _weight * (scaled - slot.Move);
        slot.Up += _weight * (Math.Sign(move) - slot.Up);
        slot.Size += _weight * (Math.Abs(scaled) - slot.Size);
        slot.Unchanged += _weight * ((move == 0 ? 1 : 0) - slot.Unchanged);
    }

    /// <summary>What followed one time of day, in the mean.</summary>
    private struct Followed
    {
        internal double Move, Up, Size, Unchanged;
        internal bool IsKnown;
    }
}
