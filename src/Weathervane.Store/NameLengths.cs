namespace Weathervane.Store;

/// <summary>How long names may be, in characters; values are kept whole, however long.</summary>
public static class NameLengths
{
    /// <summary>Of the keys of metrics, parameters and tags.</summary>
    public const int Key = 250;

    /// <summary>Of what runs, users, experiments, logged models and data are called.</summary>
    public const int Name = 500;
}
