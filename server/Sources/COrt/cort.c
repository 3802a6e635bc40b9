int cort_placeholder;
