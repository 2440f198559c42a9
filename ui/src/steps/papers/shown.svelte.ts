/** The pages for the paper are shown in the place of the step. */
export const papers = $state({ shown: false });
