namespace Weathervane.Evaluation.Judging;

/// <summary>Where a forecast stands to the training of the model that made it.</summary>
public enum ForecastPart
{
    /// <summary>On a bar that training had nothing to do with.</summary>
    New,

    /// <summary>On a bar of the hold-out that the model's run sealed: judging it is a look.</summary>
    Sealed,

    /// <summary>On a bar that is no later than the last one learnt from: the model has seen what came of it.</summary>
    Learnt,
}
