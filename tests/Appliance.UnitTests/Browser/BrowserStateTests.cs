using Appliance.Browser;
using Xunit;

namespace Appliance.UnitTests.Browser;

public sealed class BrowserStateTests
{
    [Fact]
    public void Enter_OnAPatient_GoesDownAndBackSelectsItAgain()
    {
        var state = new BrowserState();
        state.Show(Page("A", "B", "C"));
        state.Select(1);

        Assert.True(state.Enter());
        Assert.Equal(BrowserLevel.Studies, state.Level);
        Assert.Equal("B", state.ParentKey);
        Assert.Empty(state.Rows);

        state.Show(Page("S1", "S2"));
        Assert.Equal("S1", state.Selected?.Key);
        Assert.Equal("title of B > Studies", state.Breadcrumb);

        Assert.True(state.Back());
        state.Show(Page("A", "B", "C"));
        Assert.Equal("B", state.Selected?.Key);
    }

    [Fact]
    public void Enter_OnAnInstanceOrWithoutARow_StaysWhereItIs()
    {
        var state = new BrowserState();
        Assert.False(state.Enter());
        for (var level = BrowserLevel.Patients; level < BrowserLevel.Instances; level++)
        {
            state.Show(Page("x"));
            Assert.True(state.Enter());
        }

        state.Show(Page("i"));
        Assert.False(state.Enter());
        Assert.Equal(BrowserLevel.Instances, state.Level);
    }

    [Fact]
    public void Show_WhenRowsArriveBeforeTheSelectedOne_SelectionStaysOnTheSameEntity()
    {
        var state = new BrowserState();
        state.Show(Page("B", "C"));
        state.Select(1);

        state.Show(Page("A", "B", "C", "D"));

        Assert.Equal("C", state.Selected?.Key);
        Assert.Equal(2, state.SelectedIndex);
    }

    [Fact]
    public void Show_WhenTheSelectedEntityIsGone_SelectsWhatStandsInItsPlace()
    {
        var state = new BrowserState();
        state.Show(Page("A", "B", "C"));
        state.Select(2);

        state.Show(Page("A", "B"));

        Assert.Equal("B", state.Selected?.Key);
    }

    [Fact]
    public void SetFilter_OnACell_KeepsMatchingRowsLetterCaseAside()
    {
        var state = new BrowserState();
        state.Show(Page("Anna", "Bert", "hannah"));

        state.SetFilter("ANN");
        Assert.Equal(["Anna", "hannah"], state.Rows.Select(row => row.Key));

        state.SetFilter("");
        Assert.Equal(3, state.Rows.Count);
    }

    [Fact]
    public void ToggleMark_OnTwoRows_MakesThemTheTargetsUntilTheyGo()
    {
        var state = new BrowserState();
        state.Show(Page("A", "B", "C"));
        Assert.Equal(["A"], state.Targets);

        state.ToggleMark();
        state.Select(2);
        state.ToggleMark();
        Assert.Equal(["A", "C"], state.Targets.Order());

        state.Show(Page("A", "B"));
        Assert.Equal(["A"], state.Targets);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(46)]
    [InlineData(60)]
    [InlineData(200)]
    public void Fit_InAnyRoom_FillsItAndKeepsTheMainColumn(int room)
    {
        for (var level = BrowserLevel.Patients; level <= BrowserLevel.Instances; level++)
        {
            var columns = BrowserColumns.Of(level);
            var widths = BrowserColumns.Fit(columns, room);

            Assert.Equal(room, widths.Sum() + widths.Count(width => width > 0) - 1);
            Assert.True(widths[columns.ToList().FindIndex(column => column.Rank == 0)] >= 16);
        }
    }

    private static BrowserPage Page(params string[] keys) =>
        new([.. keys.Select(key => new BrowserRow(key, "title of " + key, [key, "cell"], []))], More: false);
}
